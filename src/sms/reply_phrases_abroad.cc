// Phrases of reply classification in other languages; pattern language in phrase.h.
#include "sms/reply_phrases.h"

namespace tidings::sms::replies {

// clang-format off: one pattern a line, a backslash at the end continues it
constexpr PhraseGroup kAbroadTable[] = {
    {"asks in French to end messages", R"(
        arrete|arretez|arreter|cessez|cesse|cesser ?de|vos|les|ces|ca|avec|tout|denvoyer|menvoyer|denvoyer|mecrire|\
            me ?menvoyer|messages|sms|textos|harceler|contacter|ecrire
        ne menvoyez|menvoie|mecrivez|mecris|mappelez plus|pas|jamais
        ne me|nous contactez|contacte|ecrivez|textez|texte|derangez|envoyez|ecrire|contacter|sollicitez ?plus|pas|\
            jamais
        plus|pas|aucun|stop|marre|assez|ras ?de|le|bol ?ces|vos|de|des|les|aux|a message|messages|sms|textos|texto|\
            publicite|pub|publicites|demarchage|spam
        ne plus|pas|jamais me|nous ?plus contacter|ecrire|envoyer|texter|deranger|solliciter|appeler
        faites|fait erreur
        ne veux|souhaite|desire|voulons|souhaitons plus|pas *3 messages|sms|recevoir|contacte|contactee|textos|message
        me|nous|moi desabonner|desinscrire|desabonne|retirer|supprimer
        desabonnez|desabonne|desinscrivez|retirez|supprimez|enlevez|effacez ?moi|mon|nous|mes|me ?numero|de|\
            coordonnees
        supprimer|retirer|effacer|enlever|rayer mon|mes|notre|ce numero|nom|coordonnees|contact|donnees
        retire|retirer|revoque mon consentement|accord
        laissez|laisse|fichez|foutez ?moi|nous|la ?moi ?tranquille|paix
        mauvais|faux|erreur ?de|dans ?le numero|destinataire
        trompez|trompe|tromper de numero|personne
        ce nest pas|plus *3 numero
    )"},
    {"asks in Spanish to end messages", R"(
        no|nunca ?quiero|deseo ?me|nos manden|mande|mandes|envien|envie|envies|escriban|escriba|escribas|escribir|\
            contacten|contacte|contactes|molesten|moleste|molestes|texteen|textees|llamen|mandar|enviar|recibir|\
            mensajes *3
        no quiero|deseo|queremos ?mas|recibir|sus|estos ?mas|sus|estos|ningun mensajes|textos|sms|mensaje|recibir|nada
        no mas|quiero|recibir mensajes|textos|sms|mensaje|mas
        deje|dejen|deja|dejame|dejenme|dejeme|paren|para|pare|parar ?de ?en|de ?paz ?de enviar|mandar|escribir|\
            molestar|contactar|enviarme|mandarme|escribirme|molestarme|textear|textearme|contactarme|paz|mensajes|\
            llamar
        dejame|dejenme|dejeme|dejanos ?en paz|tranquilo|tranquila
        quiten|quite|quitenme|quiteme|quitame|borren|borre|borrenme|borreme|borrame|eliminen|elimine|eliminenme|\
            elimineme|eliminame|saquen|saquenme|saqueme|sacame ?mi|me|de *3 numero|lista|telefono|contacto|base
        borrenme|eliminenme|quitenme|quiteme|saquenme|borrame|eliminame|quitame|sacame|borreme|elimineme
        dar|darme|dame|denme|deme|den|dese|demen ?me|mi|de ?de baja
        numero|persona equivocado|equivocada|incorrecto|incorrecta|erroneo
        no es el|su|mi numero|telefono de
        no conozco a
        ^ parem|paren $
        se equivoco|equivoca|equivocaron de|numero|persona
        no soy ?esa|la ?%name|persona
        denunciarlos|denunciarles|demandarlos|demandarles
        voy|vamos a denunciar|demandar|reportar|reportarlos|bloquear|bloquearlos
        revoco|retiro mi|el consentimiento|autorizacion|permiso
        cancelar|cancelen|cancele|cancela ?la|mi|los|estos|mis suscripcion|mensajes|textos
        basta ?ya ?de mensajes|mandar|enviar|textos
    )"},
    {"asks in German to end messages", R"(
        keine|keinen|kein ?weiteren|weitere|mehr|diese ?sms nachrichten|sms|nachricht|werbung|mitteilungen|mehr|\
            kontakt|spam|kontaktaufnahme !bekommen|erhalten
        nicht|nie|niemals ?mehr|wieder ?mehr anschreiben|schreiben|kontaktieren|schicken|senden|texten|anschreiben|\
            belastigen|anrufen|schreib|kontaktiert
        schreiben|schreibt|schreib|schicken|schickt|schick|senden|sendet|kontaktieren|kontaktiert|sendt ?sie|mir|\
            mich|uns ?mir|mich|uns *2 nicht|nie|keine|nichts
        horen|hor|hort|lassen|lasst|lass ?sie|es|mich ?mich|auf ?bitte|damit auf|ruhe|sein|bleiben|damit !zu|doch
        horen|hor|hort ?sie auf zu schreiben|schicken|senden|texten|nerven|belastigen|spammen|simsen
        meine|diese|unsere *2 nummer|daten|telefonnummer|handynummer|kontaktdaten *2 loschen|entfernen|streichen|\
            austragen|rausnehmen
        aus ?dem|ihrem|eurem|der|ihrer|eurer|deinem ?liste verteiler|liste|datenbank|kartei !ist|sind
        widerrufe|widerruf|widerrufen|widerspreche|ziehe *4 einwilligung|zustimmung|einverstandnis|nutzung|werbung|zuruck
        lass|lasst|lassen ?sie mich|uns in ruhe|frieden
        melden|melde|meldet|tragen|trag|tragt|nehmen|nehmt|nimm ?sie mich|uns *4 ab|aus|liste|runter
        losche|loschen|loscht|losch|entfernen|entferne|entfernt|streichen ?sie ?mich|meine|uns|diese *2 nummer|liste|\
            daten|verteiler|telefonnummer|handynummer
        falsche|falscher|verkehrte nummer|person|rufnummer|empfanger|ansprechpartner
        bin nicht|kein ?der|die %name $
        nicht die|meine|seine|ihre nummer|handynummer
        will|mochte|wunsche ?keine ?mehr|nicht *4 nachrichten|sms|abmelden|werbung
        abmelden|abbestellen
    )"},
    {"asks in Portuguese to end messages", R"(
        pare|parem|para|chega|parar|deixe|deixem ?de|com|por ?favor ?de|com mandar|enviar|escrever|mensagens|\
            mensagem|sms|incomodar|mandarem|enviarem|encher|ligar|essas
        pare|parem ?de me|nos mandar|enviar|escrever|incomodar|ligar
        nao ?quero|desejo|gostaria ?mais|de ?me mande|mandem|mandar|envie|enviem|escreva|escrevam|incomode|incomodem|\
            receber|perturbe|perturbem|contate|contatem|mensagens
        nao quero|desejo ?mais ?receber|essas|suas|nenhuma|de ?mais mensagens|mensagem|sms|receber|nada
        me|meu ?numero tire|tirem|remova|removam|retire|retirem|exclua|excluam|descadastre ?da|do|meu|dessa|de \
            ?lista|numero
        tire|tirem|remova|removam|retire|retirem|exclua|excluam|apague|apaguem ?o me|meu ?da|numero|nome
        numero|pessoa errado|errada
        nao sou|e ?o|a %name $
        ^ parem $
        cancelar|cancele|cancelem ?o|a|esse|essa|meu|minha recebimento|inscricao|envio|cadastro|assinatura|mensagens|sms
        revogo|retiro ?o ?meu consentimento|autorizacao
        vou denunciar|processar|bloquear
        me deixe|deixem|deixa em|paz ?paz
        engano|enganou ?de numero
    )"},
    {"asks in Dutch to end messages", R"(
        stop|stoppen|hou|houd ?nu ?er ?aub met|mee ?mij ?het ?deze|die|al berichten|berichtjes|sms|smsen|smsjes|sturen|\
            appen|dit|spammen|lastigvallen|bellen|contact|reclame
        hou|houd ?er|hiermee|ermee mee|op|ermee $
        trek|intrekken *3 toestemming
        geen ?verdere berichten|berichtjes|sms|smsjes|smsen|bericht|reclame|spam|contact ?meer
        stuur|stuurt|sms|app|bericht ?me|mij|ons ?geen niet|geen|nooit ?meer
        niet|nooit ?meer sturen|smsen|berichten|contacteren|appen|benaderen
        schrijf|meld ?me|mij|ons uit|af
        haal|verwijder|wis|schrap ?me|mij|mijn|ons ?van|uit|nummer *2 lijst|nummer|gegevens|bestand
        verkeerd|verkeerde|fout|foute nummer|persoon|nr
        niet|nooit ?meer ?te smsen|sturen|berichten|appen|bellen
        ben ?niet %name ?niet $
        laat me|mij|ons met|in rust
        wil|wens ?ik ?geen ?niet|meer *3 berichten|sms|uitschrijven|afmelden
        afmelden|uitschrijven
    )"},
    {"asks in Italian to end messages", R"(
        smetti|smettete|smettetela|smetta|smettila|finitela|piantatela|fermate|basta ?di|con|i|inviare|mandare *2 \
            messaggi|mandarmi|inviarmi|scrivermi|messaggio|sms|scrivere|contattarmi|mandare|inviare|disturbarmi
        non mi|ci|voglio|desidero|scrivetemi|mandatemi|contattatemi|inviatemi|disturbatemi|scrivermi|mandarmi|\
            contattarmi|inviarmi ?scrivete|mandate|contattate|inviate|disturbate|scrivere|ricevere|piu ?piu|ricevere|\
            messaggi *2 messaggi|sms|piu|niente|nulla
        non scrivetemi|mandatemi|contattatemi|inviatemi|scrivermi|mandarmi|disturbatemi ?piu
        niente|nessun|no|basta ?piu|altri messaggi|messaggio|sms
        cancellatemi|cancellami|cancelli|toglietemi|toglimi|rimuovetemi|rimuovimi|eliminatemi|eliminami|\
            disiscrivetemi|disiscrivermi|cancellarmi
        cancellate|rimuovete|eliminate|togliete ?il ?mio mio|numero ?numero
        numero|persona sbagliato|sbagliata|errato|errata
        non sono|conosco %name $
        avete|hai|ha sbagliato numero|persona
        lasciatemi|lasciami|mi in|stare ?pace
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
        inga|ingen|ikke ?fler|flere|mer|mere sms|meddelanden|meldinger|beskeder
        fel|feil|forkert nummer|person
        ta|fjern|slett|slet ?bort meg|mig|mitt|mit|nummeret ?fra|nummer
        lopeta|lopettakaa ?viestit|viestien
        vaara numero
    )"},
};
const std::span<const PhraseGroup> kRefusalsAbroad = kAbroadTable;
// clang-format on

}  // namespace tidings::sms::replies
