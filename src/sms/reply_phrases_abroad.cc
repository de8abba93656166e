// Phrases of reply classification in other languages; pattern language in phrase.h.
#include "sms/reply_phrases.h"

namespace tidings::sms::replies {

// clang-format off: one pattern a line, a backslash at the end continues it
constexpr PhraseGroup kAbroadTable[] = {
    {"asks in French to end messages", R"(
        ne plus|pas|jamais menvoyer|mecrire|mappeler|mimportuner|menvoyez
        necrivez|nenvoyez|nappelez|necris|nenvoie plus|pas|jamais
        veux|souhaite|voudrais|voulons ?ne plus *1 recevoir|avoir|etre *3 messages|message|sms|textos|contacte|contactee|rien
        plus recevoir ces|vos|de|des|aucun message|messages|sms|textos
        se|me|nous|vous ?comment desabonner|desinscrire|desabonne
        cest|ce ?nest pas %name $
        suis|mappelle pas %name $
        ~6 pas|plus le|la|son|mon bon numero
        nhabite|habite|vit|travaille|travail plus|pas ici|la|chez $
        il|elle|mere|pere|mari|femme|fils|fille|frere|soeur|maman|papa|monsieur|madame|personne|epoux|epouse est ?deja \
            decede|decedee|mort|morte !de|en|lent
        decede|decedee
        lachez|lache moi|nous $
        foutez|fous le camp
        allez|va vous|te faire voir|foutre|enculer
        harcelement
        cest|est|du|de spam
        vais|allons|ai|avons porter|porte|deposer|depose plainte !contre
        vais|je vous|te|le signaler|bloquer|denoncer|signale|bloque|denonce !que
        je|jai vous|te signale|bloque|denonce !que
        nai|ai|na jamais|pas|ni *1 donne|autorise ?mon accord|consentement|numero|permission|autorisation
        suis jamais|pas inscrit|inscrite|abonne|abonnee !a|au|aux|en|pour
        ^^ plus rien ?merci $$
        ^^ ca|sa|cela suffit|suffi $$
        suffit|marre|assez ?avec ?de vos|les|ces messages|sms|textos
        arrete|arretez|arreter|cessez|cesse|cesser ?tout|tous ?de|vos|les|ces|avec ?ces|vos|les|me|nous denvoyer|\
            menvoyer|mecrire|decrire|decrivez|envoyer|envois|ecrire|messages|sms|textos|texto|harceler|contacter|\
            spammer|spam|pub|publicites|deranger|embeter|mappeler|mharceler|membeter|mecontacter|solliciter|relancer
        ~8 ^ arretez|arrete ca|tout $
        ne menvoyez|menvoie|mecrivez|mecris|mappelez plus|pas|jamais
        <vous|tu|il|elle|ils ne me|nous contactez|contacte|ecrivez|textez|texte|derangez|envoyez|ecrire|contacter|sollicitez ?plus|pas|\
            jamais
        plus|stop|marre|assez|ras ?de|le|bol ?ces|vos|de|des|les|aux|a message|messages|sms|textos|texto|publicite|\
            pub|publicites|demarchage|spam
        ^ aucun|pas ?de publicite|pub|demarchage|spam
        ~6 ^^ pas de sms|messages|textos $$
        ne plus|pas|jamais me|nous ?plus contacter|ecrire|envoyer|texter|deranger|solliciter|appeler
        faites|fait erreur
        ne veux|souhaite|desire|voulons|souhaitons plus|pas *3 messages|sms|recevoir|contacte|contactee|textos|message
        me|nous|moi desabonner|desinscrire|desabonne|retirer|supprimer
        desabonnez|desabonne|desinscrivez|desinscris ?moi|nous
        retirez|supprimez|enlevez|effacez|rayez|retire|supprime|enleve|efface|raye moi|nous
        retirez|supprimez|enlevez|effacez|rayez|retire|supprime|enleve|efface mon|mes|ce|notre|nos ?numero numero|nom|\
            coordonnees|contact|donnees|telephone|tel|portable|de
        supprimer|retirer|effacer|enlever|rayer mon|mes|notre|ce numero|nom|coordonnees|contact|donnees
        retire|retirer|revoque mon consentement|accord
        laissez|laisse|laisser|fichez|fiche|foutez|fous moi|nous ?la|en ?donc tranquille|paix
        mauvais|faux|erreur ?de|dans ?le numero|destinataire !de
        trompez|trompe|tromper de numero|personne
        ce nest pas|plus *3 numero
    )"},
    {"asks in Spanish to end messages", R"(
        ^^ ya basta|estuvo|parenle $$
        ^^ basta|paren|pare|para|parenle ya|ahora $$
        quitar|quitarme|sacar|sacarme|borrar|borrarme|eliminar|eliminarme|remover|retirar ?me|mi|nos ?numero ?de ?su|la|\
            esta|tu|sus lista|numero|telefono|contacto|base|registros
        quiero|deseo|quisiera|solicito|pido ?que ?me ?den ?dar|darme ?de la|mi|de baja
        doy|das|damos de baja
        cancelo|cancelar|paro|parar|detengo|detener|bloqueo|apago ?de estos|los|estas|sus mensajes|textos|sms
        desuscribir|desuscribirme|desuscribanme|desuscribame|desuscribeme|desinscribir|desinscribirme
        te|se equivocaste|equivoco|equivocaron|equivoca de numero|persona|telefono
        ~4 se equivocaron|equivoco
        persona|el|ella|%name ?ya no vive|trabaja aqui|aca|mas
        aqui|aca no hay ?nadie|ningun|ninguna|un|una %name|llamado|llamada
        aqui|aca|ya no vive|trabaja|existe ningun|ninguna|nadie|esa|ese|ella|el|%name
        ya no tiene|usa|es ?de este|ese|su|mi|el numero|telefono
        el|ella|esposo|esposa|marido|mama|papa|madre|padre|hermano|hermana|hijo|hija|abuelo|abuela|senor|senora|persona|\
            dueno|%name ya|ha|esta murio|fallecio|fallecido|muerto|fallecida|muerta
        el|ella|esposo|esposa|marido|mama|papa|madre|padre|hermano|hermana|hijo|hija|senor|senora|persona|dueno murio|fallecio
        ^ fallecio
        es|esto acoso|spam
        no autorice|autorizo|consiento|consenti|solicite|pedi|firme ?recibir ?que estos|esto|mensajes|sus|nada
        no|nunca|jamas ?les|te|le di|doy|he mi|ningun|dado ?mi ?ningun consentimiento|permiso|autorizacion|numero
        nunca|no me suscribi|inscribi|registre|apunte|uni $
        nunca|no me suscribi|inscribi|registre|apunte|uni a|en|para esto|estos|su|sus|esta|nada|recibir
        no ?me|nos ?se vuelva|vuelvan|vuelvas a *2 escribir|contactar|contactarme|escribirme|mandar|mandarme|molestar|\
            molestarme|enviar|enviarme|llamar|textear
        vayanse|vete|vayan|ve a la mierda|chingada|verga|fregar
        chinga|chinguen|chingue a|tu su|madre
        harto|harta|cansado|cansada|hartos ?ya con|de ?sus|tus|estos|tantos|recibir mensajes|textos|sms|spam
        no|nunca me|nos mande|mandes|manden|envie|envies|envien|escriba|escribas|escriban|contacte|contactes|contacten|\
            texteen|textees|molesten|moleste|llamen ?nunca|mas !ahora|todavia
        no|nunca ?quiero|deseo recibir|mensajes|manden|envien|escriban|contacten|molesten|llamen|moleste|molestes|escriba|\
            contacte !visitas|llamadas
        no|nunca mande|mandes|manden|envie|envies|envien|mandar|enviar ?me ?mas mas|mensajes|textos|sms
        no quiero|deseo|queremos ?mas|recibir|sus|estos ?mas|sus|estos|ningun mensajes|textos|sms|mensaje|recibir
        no quiero|queremos nada|saber ?mas ?nada de ustedes|esto
        no mas|quiero|recibir mensajes|textos|sms|mensaje|mas
        deje|dejen|deja|dejame|dejenme|dejeme|paren|pare|parar ?de ?en|de ?paz ?de enviar|mandar|escribir|\
            molestar|contactar|enviarme|mandarme|escribirme|molestarme|textear|textearme|contactarme|paz|mensajes|\
            llamar
        dejame|dejenme|dejeme|dejanos ?en paz|tranquilo|tranquila
        quiten|quite|quitenme|quiteme|quitame|borren|borre|borrenme|borreme|borrame|eliminen|elimine|eliminenme|\
            elimineme|eliminame|saquen|saquenme|saqueme|sacame ?mi|me|de *3 numero|lista|telefono|contacto|base
        borrenme|eliminenme|quitenme|quiteme|saquenme|borrame|eliminame|quitame|sacame|borreme|elimineme
        dar|darme|dame|denme|deme|den|dese|demen ?me|mi|de ?de baja
        numero|persona equivocado|equivocada|incorrecto|incorrecta|erroneo
        no es el|su|mi numero|telefono de
        no conozco a ?ningun|ninguna|esa|ese %name|persona|ningun|ninguna|esa|ese
        ^ parem|paren $
        se equivoco|equivoca|equivocaron de|numero|persona
        no soy %name $
        no soy esa|la persona
        denunciarlos|denunciarles|demandarlos|demandarles
        voy|vamos a denunciar|demandar|reportar|reportarlos|bloquear|bloquearlos
        revoco|retiro mi|el consentimiento|autorizacion|permiso
        cancelar|cancelen|cancele|cancela ?la|mi|los|estos|mis suscripcion|mensajes|textos
        basta ?ya ?de mensajes|mandar|enviar|textos
    )"},
    {"asks in German to end messages", R"(
        ^^ schluss|genug ?jetzt ?damit $$
        schluss|genug ?jetzt mit|von den|diesen|dem|euren|ihren|der *1 sms|nachrichten|spam|werbung|texten|scheiss
        ^^ es reicht ?mir ?jetzt $$
        ^^ nummer|daten ?bitte loschen|entfernen $$
        ^^ abmeldung|abbestellung|kundigung $$
        melde|schreibe|kann ich mich *1 ab|abmelden
        melden|melde|meldet ?sie|euch ?sich|dich|bitte nicht|nie mehr|wieder
        nicht|nie mehr melden
        falscher|falsche kontakt|nummer|person|ansprechpartner|empfanger
        bin nicht ?der|die|das herr|frau
        ~6 hier|das|dies ist nicht ?der|die|mehr ?herr|frau %name $
        kenne keinen|keine|niemanden|nicht ?namens ?herr|frau|person
        wohnt|arbeitet|lebt *1 hier|dort|da nicht mehr|hier
        er|sie|mutter|vater|mann|frau|sohn|tochter|bruder|schwester|oma|opa|mama|papa ist|sind ?seit ?leider *3 \
            verstorben|gestorben|tot !traurig|mude
        verstorben
        verpiss|verpisst|schleich|schleicht|verzieh dich|euch
        ^ verschwinden|verschwinde|hau|haut sie|ab $
        ist|nur|euer|ihr spam|belastigung|nervig|illegal
        ^^ nervt|belastigung $$
        zeige|anzeige|melde sie|euch|dich *1 an|bundesnetzagentur|gemeldet
        werde|werden|wurde sie|euch|dich *1 anzeigen|melden|verklagen|blockieren
        anwalt|rechtsanwalt meldet|wird|kontaktiert|schreibt|ist *1 sich|eingeschaltet|informiert
        blockiere|sperre sie|euch|dich|diese
        habe|hab *2 nie|nicht|niemals zugestimmt|eingewilligt|angemeldet|registriert|abonniert|erlaubt|unterschrieben
        nie|niemals zugestimmt|angemeldet|eingewilligt|registriert
        will|mochte das|dies|sowas|die nicht|nie mehr
        keine|keinen|kein weiteren|weitere|weiterer|mehr|diese|solche ?sms nachrichten|sms|nachricht|werbung|mitteilungen|\
            kontakt|spam|kontaktaufnahme !bekommen|erhalten
        keine|kein ?sms nachrichten|sms|nachricht|werbung|mitteilungen|kontakt|spam|kontaktaufnahme mehr !bekommen|erhalten
        ^ keine|kein sms|nachrichten|werbung|spam|kontaktaufnahme $
        nicht|nie|niemals mehr|wieder|weiter ?mehr anschreiben|schreiben|kontaktieren|schicken|senden|texten|\
            belastigen|anrufen|schreib|kontaktiert
        mir|mich|uns nicht|nie|niemals ?mehr|wieder anschreiben|schreiben|kontaktieren|texten|belastigen|anrufen
        nicht anschreiben|kontaktieren|belastigen $
        schreiben|schreibt|schreib|kontaktieren|kontaktiert ?sie|mir|mich|uns ?mir|mich|uns *2 nicht|nie|keine|nichts
        schicken|schickt|schick|senden|sendet|sendt ?sie mir|uns *2 nicht|nie|keine|nichts
        horen sie ?mal ?sofort ?endlich ?damit auf
        ~6 hor|hort ?mal ?sofort ?endlich ?damit auf $
        hor|hort ?mal ?sofort ?endlich ?doch auf ?mit|damit|bitte ?mir|mich|uns|damit|den|diesen mir|mich|uns|damit|mit|\
            schreiben|nachrichten|sms
        lassen|lasst|lass ?sie es ?sein|bleiben sein|bleiben $
        lassen|lasst|lass ?sie das $
        horen|hor|hort ?sie auf zu schreiben|schicken|senden|texten|nerven|belastigen|spammen|simsen
        meine|diese|unsere *2 nummer|daten|telefonnummer|handynummer|kontaktdaten *2 loschen|entfernen|streichen|\
            austragen|rausnehmen
        aus ?dem|ihrem|eurem|der|ihrer|eurer|deinem ?liste verteiler|liste|datenbank|kartei !ist|sind
        widerrufe|widerruf|widerrufen|widerspreche|ziehe *4 einwilligung|zustimmung|einverstandnis|nutzung|werbung|zuruck
        lass|lasst|lassen ?sie mich|uns in ruhe|frieden
        melden|melde|meldet|tragen|trag|tragt ?sie mich|uns *4 ab|aus|liste|runter
        nehmen|nehmt|nimm ?sie mich|uns *1 aus|von|raus|runter *3 liste|verteiler|raus|runter|datenbank
        nehmen|nehmt|nimm ?sie mich|uns raus|runter
        losche|loschen|loscht|losch|entfernen|entferne|entfernt|streichen ?sie ?mich|meine|uns|diese *2 nummer|liste|\
            daten|verteiler|telefonnummer|handynummer
        falsche|falscher|verkehrte nummer|person|rufnummer|empfanger|ansprechpartner
        bin nicht|kein ?der|die %name $
        ist|das|bin nicht|nichtmehr ?mehr die|meine|seine|ihre nummer|handynummer
        will|mochte|wunsche|wollen|mochten ?ich|wir keine|kein|nicht|nie ?mehr *4 nachrichten|sms|werbung|anrufe|kontakt|\
            kontaktiert|angeschrieben|belastigt
        will|mochte *3 abmelden|abbestellen|loschen|gestrichen
        mich|uns *2 abmelden
        newsletter|sms|nachrichten|service|dienst|verteiler|benachrichtigungen abmelden|abbestellen|kundigen
        ~5 abbestellen $
        ~2 abmelden $
    )"},
    {"asks in Portuguese to end messages", R"(
        remova|retire|tire|exclua me ?da|do
        quero|gostaria|queria|desejo ?de sair ?da|do|deste|dessa lista|grupo|cadastro
        ^^ quero sair $$
        voce|vc|voces|vcs errou|erraram|errado ?o ?de numero
        numero nao e mais ?o|a ?dela|dele|seu|meu|desse|dessa
        nao conheco essa|esse|nenhum|nenhuma pessoa|senhor|senhora|homem|mulher|%name
        nao conheco ninguem
        ^^ foi|e engano $$
        ela|ele|mae|pai|marido|esposa|esposo|mulher|filho|filha|irmao|irma|avo|senhor|senhora|pessoa ?ja faleceu|morreu|\
            falecido|falecida
        ^ faleceu
        vai|vao|va se|te foder|ferrar|catar
        vai|vao|va a merda|porra
        ir|vai|vao tomar no
        e|isso|isto spam|assedio
        nao|nunca autorizei|consenti|autorizo|dei|solicitei|pedi|assinei|cadastrei ?o ?meu ?isso ?essas consentimento|\
            autorizacao|numero|mensagens|permissao|$
        ~4 nao autorizei|autorizo
        nunca|nao me cadastrei|inscrevi|registrei
        nao entre|entrem mais|em *1 contato
        sem mais mensagens|sms|mensagem
        nao receber ?mais mais|mensagens
        nao ?me ligue|liguem|ligar|perturbem|perturbe mais
        pare|parem|chega|parar|deixe|deixem ?de|com|por ?favor ?de|com mandar|enviar|escrever|mensagens|\
            mensagem|sms|incomodar|mandarem|enviarem|encher|ligar|essas
        pare|parem ?de me|nos mandar|enviar|escrever|incomodar|ligar
        nao ?quero|desejo|gostaria ?mais|de me mande|mandem|mandar|envie|enviem|enviar|escreva|escrevam|incomode|\
            incomodem|perturbe|perturbem|contate|contatem
        nao quero|desejo|gostaria ?mais|de receber|mensagens
        nao ?quero ?que mandem|enviem|escrevam|incomodem|perturbem|contatem|incomode|perturbe|contate
        nao mande|mandem|envie|enviem|mandar|enviar ?mais mais|mensagem|mensagens|sms
        nao quero|desejo ?mais ?receber|essas|suas|nenhuma|de ?mais mensagens|mensagem|sms|receber
        para de me mandar|enviar|escrever|incomodar|encher|ligar|perturbar
        me tira|tire|tirem|remova|removam|retire|retirem|exclua|excluam|descadastre|descadastra ?da|do|dessa|desse|desta|de \
            lista|grupo|cadastro|contatos|ai
        me descadastre|descadastra|descadastrem
        tira|tire|tirem|remova|removam|retire|retirem|exclua|excluam|apague|apaguem|delete|deletem ?o|a meu|meus|este|esse \
            numero|nome|contato|cadastro|telefone|celular|dados
        numero|pessoa errado|errada
        nao sou|e ?o|a %name $
        ^ parem $
        cancelar|cancele|cancelem ?o|a|esse|essa|meu|minha recebimento|inscricao|envio|cadastro|assinatura|mensagens|sms
        revogo|retiro ?o ?meu consentimento|autorizacao
        vou denunciar|processar|bloquear voce|voces|vc|vcs|esse|este|isso
        ^ vou denunciar|processar|bloquear $
        me deixe|deixem|deixa em paz
        engano|enganou ?de numero
    )"},
    {"asks in Dutch to end messages", R"(
        wil ?ik ?dit|deze|die|dat|het niet|nooit meer ?ontvangen|krijgen|hebben $
        stuur|stuurt|sturen niets|niks meer
        van ?de|jullie|uw|je lijst halen|verwijderen|af
        schrijf|meld|schrijven ik|me|mij|we ?me|mij|ons uit|af
        heb|hebt|hebben ?de|het verkeerde|foute $
        is niet|geen %name $
        is niet ?meer het|mijn|zijn|haar|hun nummer
        woont|werkt|zit ?hier niet meer|hier
        ken geen|niemand %name|die|met
        hij|zij|ze|moeder|vader|man|vrouw|zoon|dochter|broer|zus|opa|oma|mama|papa is ?vorig ?jaar ?vorige ?week ?maand ?al \
            overleden|gestorven|dood !moe|op
        overleden
        ^ rot|donder|flikker|sodemieter|tyf|lazer ?nou op $
        hou|houd|houden ?jullie daarmee|hiermee|ermee op
        ^^ genoeg ?nu ?zo $$
        is intimidatie|spam|illegaal|stalking
        klacht indienen|ingediend
        dien een klacht
        blokkeer u|you|je|jullie|dit|deze
        nooit|niet ?mijn aangemeld|ingeschreven|toestemming
        nooit toestemming
        ^^ niet storen $$
        neem ?aub geen contact
        stop|stoppen|hou|houd ?nu ?er ?aub met|mee ?mij ?het ?deze|die|al berichten|berichtjes|sms|smsen|smsjes|sturen|\
            appen|dit|spammen|lastigvallen|bellen|contact|reclame
        hou|houd ?er|hiermee|ermee mee|op|ermee $
        trek|intrekken *3 toestemming
        <heb|hebt|had|heeft|hebben|er|nog|zijn|waren geen ?verdere berichten|berichtjes|sms|smsjes|smsen|reclame|spam ?meer
        geen bericht|contact meer
        stuur|stuurt|sms|app|bericht me|mij|ons ?geen niet|geen|nooit|niets ?meer
        stuur|stuurt geen|nooit ?meer berichten|berichtjes|sms|smsjes|meer
        niet|nooit meer ?te sturen|smsen|berichten|contacteren|appen|benaderen
        mij|me|ons niet|nooit ?meer ?te smsen|berichten|contacteren|appen|benaderen
        schrijf|meld ?me|mij|ons uit|af
        haal|verwijder|wis|schrap ?me|mij|mijn|ons ?van|uit|nummer *2 lijst|nummer|gegevens|bestand
        verkeerd|verkeerde|fout|foute nummer|persoon|nr
        ben niet %name $
        ben %name niet $
        laat me|mij|ons met|in rust
        wil|wens ?ik ?echt geen|niet|nooit ?meer *3 berichten|berichtjes|sms|smsjes|ontvangen|contact|reclame
        wil|wens *3 uitschrijven|afmelden
        me|mij|ons *2 afmelden|uitschrijven
        ~3 afmelden|uitschrijven ?graag $
    )"},
    {"asks in Italian to end messages", R"(
        ^^ disiscrizione|cancellazione|annullamento $$
        annullare|annulla|cancellare|disdire liscrizione|iscrizione|abbonamento|labbonamento|registrazione
        qui non ce|esiste|abita|vive nessun|nessuno|piu|%name !di
        conosco nessun|nessuna|nessuno
        non|nonce e piu ?il ?suo|mio numero
        padre|madre|marito|moglie|figlio|figlia|fratello|sorella|nonno|nonna|mamma|papa e|ha morto|morta|mancato|mancata
        e mancato|mancata un|due|tre|lanno|questanno|ieri
        deceduto|deceduta
        andate|vai|va a quel|cagare|fanculo ?paese
        e|questo|questi ?uno|una|uno ?vero|solo spam|molestia|molestie|truffa|stalking
        mai|non ?ho ?vi dato|autorizzato|prestato|dato ?il ?mio consenso|autorizzazione|numero|nessun
        sono mai|non iscritto|iscritta|registrato|registrata
        non ?mi scrivete|contattate|mandate|inviate|disturbate|chiamate|scrivermi|scriva|scrivere ?piu
        smetti|smettete|smettetela|smetta|smettila|finitela|piantatela|fermate|basta ?di|con|i|inviare|mandare *2 \
            messaggi|mandarmi|inviarmi|scrivermi|messaggio|sms|scrivere|contattarmi|mandare|inviare|disturbarmi
        non mi|ci scrivete|mandate|contattate|inviate|disturbate|scriva|mandi|contatti|invii|disturbi|scrivere|mandare|\
            inviare|contattare|disturbare|scriverete|chiamate
        non voglio|desidero|vogliamo|intendo ?piu|essere ?ricevere|ricevervi|avere ?piu *2 messaggi|sms|comunicazioni|\
            contattato|contattata|pubblicita|notizie|ricevere
        non scrivetemi|mandatemi|contattatemi|inviatemi|scrivermi|mandarmi|disturbatemi ?piu
        niente|basta ?piu|altri messaggi|sms
        nessun altro messaggio|sms
        no piu|altri messaggi|sms
        cancellatemi|cancellami|toglietemi|toglimi|rimuovetemi|rimuovimi|eliminatemi|eliminami|\
            disiscrivetemi|disiscrivermi|cancellarmi
        cancellate|rimuovete|eliminate|togliete ?il ?mio mio|numero ?numero
        numero|persona sbagliato|sbagliata|errato|errata
        non sono|conosco %name $
        avete|hai|ha sbagliato numero|persona
        lasciatemi|lasciami|lasciateci in|stare ?pace
        mi|ci lasci|lasciate|lasciare in|stare pace
        revoco|ritiro ?il ?mio consenso|autorizzazione
        vi|ti denuncio|blocco|segnalo
    )"},
    {"asks in Russian to end messages", R"(
        не пишите|пиши|звоните|звони|шлите|присылайте|присылай|беспокойте|отправляйте
        перестаньте|перестань|прекратите|прекрати|хватит писать|слать|звонить|присылать|отправлять|мне|спамить|беспокоить
        удалите|удали|уберите|исключите|вычеркните ?меня|мой|этот ?номер ?из номер|меня|списка|рассылки|базы
        отпишите|отписаться|отписка
        ошиблись|ошибся|неправильный|неверный номером|номер
        не туда|тот попали|номер
    )"},
    {"asks in Polish to end messages", R"(
        nie pisz|piszcie|pisac|wysylaj|wysylajcie|wysylac|dzwon|dzwoncie ?do ?mnie ?wiecej|juz
        przestan|przestancie ?do ?mnie pisac|wysylac|dzwonic|spamowac
        usun|usuncie|wypisz|wypiszcie ?prosze mnie|moj
        zly|bledny numer
    )"},
    {"asks in a Nordic language to end messages", R"(
        sluta|slutt|stopp|hold ?opp|med|att|a|at skicka|sende|skriva|skrive|texta|sms|smsa|meddelanden|meldinger
        inga|ingen|ikke fler|flere|mer|mere sms|meddelanden|meldinger|beskeder
        fel|feil|forkert nummer|person
        ta|fjern|slett|slet ?bort meg|mig|mitt|mit|nummeret ?fra|nummer
        lopeta|lopettakaa ?viestit|viestien
        vaara numero
    )"},
};
const std::span<const PhraseGroup> kRefusalsAbroad = kAbroadTable;
// clang-format on

}  // namespace tidings::sms::replies
