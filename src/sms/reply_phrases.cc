#include "sms/reply_phrases.h"

namespace tidings::sms::replies {

const std::string_view kStop = R"(
stop
stopall
stop all
unsubscribe
un subscribe
unsub
end
quit
cancel
revoke
optout
opt out
remove
td
arret
arrete
arretes
arretez
arreter
arrett
desabonner
desabonnement
desinscrire
desinscription
alto
baja
parar
detener
cancelar
salir
no mas
stopp
abmelden
abbestellen
sair
pare
afmelden
stoppen
uitschrijven
annulla
cancella
disiscrivi
)";

const std::string_view kStart = R"(
start
unstop
yes
join
subscribe
resubscribe
optin
opt in
)";

const std::string_view kHelp = R"(
help
info
aide
ayuda
hilfe
ajuda
hulp
aiuto
)";

const std::string_view kFiller = R"(
please
pls
plz
plse
plez
pleas
thanks
thank you
thank u
thankyou
thx
thnx
tks
tnx
ty
now
right now
right away
at once
asap
immediately
kindly
me
svp
sil vous plait
sil te plait
merci
bitte
danke
por favor
porfavor
favor
gracias
obrigado
obrigada
per favore
grazie
aub
alstublieft
alsjeblieft
bedankt
dank u
)";

const std::string_view kMaybeStop = R"(
basta
ende
fin
fim
para
einde
halt
cease
desist
cease and desist
discontinue
terminate
deactivate
disable
unregister
withdraw
delete
deregister
unenroll
unfollow
block
blocked
leave
enough
no more
nomore
not again
exit
stopped
stopping
arreta
sortir
resilier
retirer
supprimer
annuler
cancele
cancela
cancelen
detente
detengan
detenganse
pararse
paren
ya no
no mas mensajes
no gracias basta
chega
remover
descadastrar
desinscrever
cancelamento
abbruch
aufhoren
beenden
loschen
kundigen
abbrechen
kein interesse mehr
opzeggen
stoppa
avsluta
avregistrera
avbryt
avmeld
frameld
lopeta
poista
rezygnuje
wypisz
koniec
iptal
ret
durdur
henti
berhenti
batal
dung
huy
tuchoi
tigil
itigil
ferma
fermare
fermati
smettila
smettetela
rimuovi
elimina
disdici
disdetta
стоп
отписаться
отписка
отмена
прекратите
хватит
στοπ
διαγραφη
הסר
הסירו
توقف
الغاء
إلغاء
ايقاف
停止
退订
退訂
取消
解除
配信停止
수신거부
중지
)";

const std::string_view kMaybeStopIn = R"(
it fine
de aus
es termina
es terminar
es fuera
pt cancele
pt fora
)";

const std::string_view kNearStop = R"(
stops step shop top slop sop stow stoop strop stomp swop spot post atop tops soup stay stoup
quite quiet quilt quip quiz quid quint suit quits qui quick
cancer canal
arrest
remote removed remoter
evoke revoked
subscribe subscriber subscribed
output option optional
)";

const std::string_view kEmphasis = R"(
please pls plz plse pleas kindly really actually simply ever even fucking fuckin fking fckin fcking effing frickin
freaking freakin friggin damn dam goddamn bloody  svp bitte literally also honestly seriously immediately
)";

const std::string_view kOpeners = R"(
just hi hey hello hola ok okay k yes yeah yep no nope nah please pls so and but well um uh oh sorry thanks thank you thx sir maam
dear guys lol omg wow im i can could would will you must need to should ill have got tell now stop then again dude man bro
hallo bonjour salut seriously look listen yo ugh
)";

const std::string_view kClosers = R"(
please pls plz thanks thank you thx ty now me again anymore more already ok okay asap immediately sir maam guys lol today
forever everyone people right away all dude man bro period folks altogether entirely ffs omg smh already here
)";

const std::string_view kSwearing = R"(
fuck fuk fuc fck fcuk phuck phuk fucker fuckers fucking fuckin fking fuckoff fucku fuckyou f*ck f**k f*** fu** f**k* f*** f*k
fu stfu gtfo foad shit sh*t s*** shits shitty bullshit bs crap piss pissoff asshole assholes a**hole a*hole arsehole arse ass a**
bitch b*tch b**** bitches bastard bastards dick dickhead dickheads prick cunt c*nt c*** twat wanker wankers douche douchebag
motherfucker motherfuckers mf mfs mofo screw damn dammit goddamn goddammit hell bollocks bugger bloody scum scumbag scumbags
dumbass jackass moron morons idiot idiots pricks kma wtf puta puto mierda cabron pendejo chinga merde connard scheisse arschloch
scheiss cazzo vaffanculo stronzo kut klootzak foda caralho fdp porra blyat
)";

const std::string_view kSwearingAlong = R"(
you u your ur off this that the these those all go to and a an of in it its my me we they them yourself yourselves is are what
eat suck kiss lick such big absolute total fat stupid dumb hey hi ok no please people guys man bro company off ya yall everyone
self up so full tu su te ta de la va toi geh dich du vai a mother mom momma load piece get lost fucken bunch
)";

const std::string_view kNotNames = R"(
sure interested ready available able going coming here there home in at on from with for to of well good great happy sad glad
a an the your my his her our their me you him them us it that this these those what who why how when where which feeling working
allowed yet now today tomorrow tonight really too very so certain okay ok free done registered signed subscribed enrolled spam true
right possible fair funny cool enough bad much many only necessarily all any anyone everyone everybody taking receiving getting
looking buying selling paying trying asking doing having being voting supporting attending eligible insured sick ill pregnant dead
alone aware familiar comfortable convinced afraid worried concerned busy late early old young new wrong correct nice ok kidding
joking playing laughing crying angry mad upset satisfied important urgent necessary helpful useful clear open closed public private
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
november december english spanish american vegan vegetarian covid until because if unless as like anymore again even just still
either usually always currently particularly especially exactly quite gonna planning driving sleeping eating local political
religious married single single-handed human male female christian democrat republican nope yes no thanks thank please later soon
long worth fun easy hard cheap expensive bothered fussed keen impressed amused another one two three ones time people person
)";

const std::string_view kFirstNames = R"(
john mary james robert patricia jennifer michael linda david elizabeth william barbara richard susan joseph jessica thomas sarah
karen charles christopher lisa daniel nancy matthew betty anthony margaret sandra donald ashley steven kimberly paul emily andrew
donna joshua michelle kenneth carol kevin amanda brian melissa george deborah timothy stephanie ronald rebecca jason laura edward
sharon jeffrey cynthia ryan kathleen jacob amy gary angela nicholas shirley eric anna jonathan brenda stephen pamela larry emma
justin nicole scott helen brandon samantha benjamin katherine samuel christine gregory debra frank rachel alexander carolyn raymond
janet patrick maria jack heather dennis diane jerry julie tyler joyce aaron victoria jose kelly adam christina nathan joan henry
evelyn zachary lauren douglas judith peter olivia kyle megan bob bill mike dave steve joe jim tom dan sam alex ben chris matt jen
kate ann anne jane juan carlos luis pedro ahmed mohammed ali fatima wei ling maria sofia lucia hans klaus pierre jean jacques marie
)";

const std::string_view kMessageVerbs = R"(
texting txting messaging msging sending contacting calling emailing mailing spamming bothering harassing bugging annoying
pestering writing soliciting pinging blowing hitting reaching bombarding wasting selling marketing advertising following stalking
asking trying campaigning begging pushing notifying reminding using flooding disturbing scamming phishing badgering hounding
thing anything everything nothing something morning evening meeting king ring bring string spring during
)";

constexpr WordClass kClassTable[] = {
    {"neg",
     "dont cant wont didnt doesnt never couldnt wouldnt shouldnt isnt arent wasnt havent hasnt not aint without "
     "cannot"},
    {"comm",
     "texting txting messaging msging sending contacting calling emailing mailing spamming bothering harassing bugging "
     "annoying "
     "pestering writing soliciting pinging blowing hitting bombarding wasting selling marketing advertising following "
     "stalking asking "
     "campaigning begging pushing notifying reminding using flooding disturbing scamming badgering hounding text txt "
     "message messages "
     "msg send contact spam harass bother textin messagin sendin callin texing testing textig"},
    {"verb", "text txt message msg contact email write bother disturb spam harass texting messaging contacting txting"},
    {"msgs",
     "text texts txt txts message messages msg msgs mesage mesages massages sms mms alert alerts notification "
     "notifications update "
     "updates reminder reminders spam ad ads promo promos promotion promotions marketing email emails call calls "
     "contact communication "
     "communications campaign campaigns crap shit bs bullshit nonsense junk garbage stuff subscription subscriptions "
     "blasts blast "
     "solicitation solicitations surveys survey advertising advertisements advertisement newsletter newsletters "
     "messaging texting"},
    {"me", "me us my our this here anyone anybody"},
    {"list",
     "list lists database db system directory contacts contact records record file files thread group chat "
     "distribution mailing "
     "texts text messages message msgs sms thing campaign campaigns subscription here rolodex roster marketing spam "
     "service program"},
    {"threat", "fcc ftc tcpa acma crtc ico bbb police cops authorities"},
    {"i", "i we ive weve"},
};
const std::span<const WordClass> kClasses = kClassTable;

constexpr PhraseGroup kComplaintTable[] = {
    {"says stopping does not work", R"(
        cant|couldnt|unable|how unsubscribe|opt|optout|unsub
        didnt|never|havent|dont opt|opted|optin in|into
        <@neg unable|impossible|how|trying|tried|want|wanted|wants|like|wish|need|way ?for ?me ?to to unsubscribe|opt|optout|unsub
        let me unsubscribe|opt|optout|unsub|out|stop
        you|yall wont|dont|never|cant|wouldnt|didnt|havent stop|quit|stopped|stopping
        they|it|this|people|messages|texts wont|dont|never|doesnt|didnt|hasnt|havent stop|quit|stopped|stopping @comm
        texts|messages wont|dont|never stop
        if you|they|this|it dont|wont|doesnt stop|quit|cease|remove|delete
        why wont|cant|dont|do|are you|they|this|it ?not|still stop|quit|leave|sending|getting
        why do you|they|yall keep
        keep|keeps|still @comm me|us|my
        keep|still getting|receiving *3 texts|messages|msgs|sms|these|spam
        make|making this|it|them|these|the|all ?texts|messages stop
        dont stop harassing|spamming
    )"},
};
const std::span<const PhraseGroup> kComplaints = kComplaintTable;

constexpr PhraseGroup kHarmlessTable[] = {
    {"not a request to stop", R"(
        @neg|dare|gonna stop|quit|end|cancel|unsubscribe|unsub|remove|delete|opt|optout|leave|stopping|block
        @neg you|they|we|it dare|ever|want|ever_stop stop
        @neg want|mean|meant|trying|wanted|going|need|have|intend|intended|wish|asking|plan|planning|ask|like *3 to stop|unsubscribe|unsub|opt|optout|end|cancel|quit|leave
        @neg want|need you|them|it|this|these|the|your|my|messages|texts|updates *2 to stop|end
        @neg want|need *1 to miss|lose
        unsubscribed|unsubscribe|optout|opted by|accidentally ?mistake|accident
        accidentally|mistakenly ?hit|sent|texted|typed|said unsubscribed|unsubscribe|stop|stopped
    )"},
    {"stop of another kind", R"(
        stop by|over|off|into|near|around|along|past|outside|inside|between|through|sign|signs|light|lights|watch|payment|payments|loss|losses|order|orders|gap|motion|button|clock|watches|sticker|words|word|lines|line|volunteering
        stop in !the|gods
        stop at !once
        stop on !my|this|our
        stop for !good|ever|real|christ|god|fuck|gods|heavens|now|me
        stop up|down|short|dead|midway|halfway
        stop and|to get|see|grab|say|pick|visit|chat|talk|check|think|smell|look|eat|buy|shop|rest|help|ask|wonder|consider|drop|have|listen|read|fuel|stare|admire
        stop the car|bus|train|bleeding|pain|clock|press|presses|world|music|war|violence|spread|virus|madness|leak|steal|rain|vote|count|noise|bill|proposal
        stop him|her|people|kids|trump|biden|putin|war|corruption|crime|climate
        stop %doing
        can|cant|could|will|would|did|does|do|should the|that|it|he|she|we|i bus|train|rain|pain|bleeding|music|taxi|car|driver|man stop
        bus|busses|pit|one|1|non|full|truck|rest|train|tram|subway|metro|whistle|next|last|first|every|each|another|my|your|his|her|our|a|tour|short|door|back|gas|fuel|coffee|lunch|pee|bathroom|water|drop|taxi|cab|ferry|streetcar|hop|final|second|third|quick|brief|single|dead|complete|sudden|two|three|nearest|closest|light|school|shuttle|comfort|food|potty|extra|no|which|what|any|some|long|pit-|trolley|f|organ|door|traffic|stay|emergency|hard stop|stops ?shop
        nonstop
        the|rain|he|she|bus|train|music|pain|bleeding|traffic will|did|does|would|should|might|may|to|has|had|is ?to stop
        when|where|until|till|does|did|will|would|should|could|can|doesnt it|the|that|this|he|she|we|they|i|rain|pain|bleeding|music ?bus|train|rain|pain|bleeding|music|noise|meeting|driver stop
        where|when|how do|did|should|can i|we stop
        i|ill|we|he|she|theyll|well|they will|ill|can|could|would|might|may|must|should|had|need|have|want|used|try|tried ?to stop|quit !you|texting|messaging|getting|receiving|being
        i|ill|we need|have|gotta|must ?to stop texting|messaging|calling
        i|ill|we need|have|want|should|must|will|can|trying|going ?to stop texting|messaging|sending|calling|bothering|contacting you|him|her|them|people|while|so
        ill|i stop texting|messaging|sending|calling|bothering|contacting
        text|texting|txt and|while|when|or|whilst|n drive|driving|drives|youre|walking
        end of|in|at|with|up|date|time|user|zone|result|game|table
        the|an|no|dead|week|year|month|at|high|low|front|back|by|rear|west|east|north|south|deep end
        cancel|quit|end|leave|delete|remove my|the|our|his|her|their|an|a|that appointment|appt|job|order|reservation|booking|meeting|visit|room|table|trip|class|school|work|smoking|flight|surgery|procedure|prescription|delivery|ride|session|lesson|party|plan|plans|insurance|relationship|team|band|gym|membership|one|1|slot
        cancel|quit button|culture|smoking|drinking|vaping|work|school|playing|whining
        the cancel|end|quit|stop|remove button|key|sign|word|key|option|date|user|result
    )"},
    {"mentions spam in passing", R"(
        spam|junk folder|folders|filter|filters|filtered|box|inbox|blocker|likely|risk|musubi|sandwich|sushi
        in|into|to|from|check|checked ?my|your|the|her|his|their|our|went|as spam|junk
        not|isnt|arent|wasnt|think|thought|looks|look|looked|seems|seemed|mark|marked|flagged ?this|it|you|you|were|was|is ?a ?as ?like spam|junk
        spam|junk and eggs
    )"},
    {"about the sender's own texting", R"(
        i|we|he|she dont|never|cant|wont|didnt|doesnt @verb|call|send !me|us
        dont call|contact me|us sir|maam|that|maybe|late|baby|bro|before|until|til|till|unless|yet|during|between|after|at|on
        dont contact|text|message|call|email|write|send him|her|them|it|that|yet|until|until|back|the|my|your
        dont text|message|contact me until|till|til|before|unless|yet|back
    )"},
    {"asks about a number or a place on another list", R"(
        did|didnt|do|if|might|i|ill|may|you ?you|i|we|they|have lose|lost|delete|deleted|forget|block|remove|blocked my|your|the|her|his number|phone|contact|info|wallet|keys
        wrong number|person|one of|to
        wrong person|guy|one to ask|talk
        remove|take|removed|taken me|us|my|him|her *1 from|off *3 appointment|appointments|schedule|waitlist|waiting|meeting|roster|shift|payroll|invite|calendar|insurance|account|hold|lease|hook|speaker|mute|policy|bill|mortgage|will|case
        take me out to|for|on|of
        take|get me off|out hold|the|speaker|of hold|hook|here|work|bed|speaker
        not signed ?up yet
        not sign|signed ?up yet
        not|isnt|arent|no wrong number
        opt|opting|opted|optout out ?of the gym|class|surgery|procedure|insurance|meeting|event|party|trip|work|school|lunch|dinner
    )"},
    {"a lawyer in passing", R"(
        im|is|was|as|be|becoming|became|am|are|were ?not a|an|the|our|your|my|her|his ?great|good lawyer|lawyers|attorney|attorneys
        power|letter of attorney
        lawyer|attorney friend|joke|jokes|fees
    )"},
    {kOwnFooter, R"(
        reply|text|txt|send|respond|message|type|enter|texting|replying|texted|sending ?with ?the ?word stop|end|quit|cancel|unsubscribe|optout|stopall to|2|if|for|at|anytime|in|or ?be opt|optout|unsubscribe|end|cancel|quit|stop|unenroll|discontinue|leave|removed ?out
        reply|text|txt|send|respond|message|type|enter|texting|replying|texted|sending ?with ?the ?word stop|end|quit|cancel|unsubscribe|optout|stopall to|2|if|for|at|anytime|in|or ?help
        stop|end|quit|cancel|unsubscribe to|2 opt|optout|unsubscribe|end|cancel|quit|unenroll|discontinue ?out
        stop|help for|to help|info|end|information
    )"},
    {"a harmless figure of speech", R"(
        go|going|went|goes|gone away for|to|on|next|this|with|party|together|soon|in|until|till
        will|it|they|we|pain|rain|symptoms|cough|headache|never|wont|doesnt|didnt|dont go away
        give|gave|give it|that a rest
        got lost
        get lost on|in|at|driving|going|easily
        leave|left me alone with|in|at
        no more questions|seats|room|tickets|appointments|problems|than|issues|concerns|pain
    )"},
};
const std::span<const PhraseGroup> kHarmless = kHarmlessTable;

constexpr PhraseGroup kRefusalTable[] = {
    {"asks to end messages", R"(
        stop|quit|cease|halt|discontinue|stopall|end @comm !you|him|her|them|it|while|people
        stop|quit reaching|trying|talking|speaking|responding|replying ?out ?to me|us|my
        stop|quit texting|messaging|contacting
        stop|end|quit|cancel|halt|discontinue|kill|cease|block|disable ?all|the|these|this|those|my|your|with|any|sending|future|further|receiving ?the|these|your|of|future|further|automated|auto|marketing @msgs
        stop this|these|that|those|it|me|us|now|already|bothering|immediately|asap|right|everything|all|harassing|with|crap|shit
        stop stop
        ^ stop|end|cancel|quit *3 texts|messages|alerts|sms|notifications|subscription|reminders|updates|newsletter|texting|messaging
        cancel|end|terminate|discontinue|close *2 subscription|subscriptions|enrollment|texts|messages|alerts|service|services
        cancel|delete|remove me
        quit|stop it|this
        ask|asked|asking|told|tell|telling|beg|begging|request|demand|want|need|like|order you|yall|them|guys|this|it|these|texts|messages *3 to|2 stop|quit|end|cease
        want|need|wish|demand|request these|this|it|them|the|texts|messages|your|all *2 stopped|ended|gone
        i|ive|already|times|we *2 said|replied|texted|sent|typed|wrote|put|say|told|asked|requested *3 stop|unsubscribe|quit|cancel|stopped
        you need|have|must|should|gotta|better|will|can ?to|better stop|quit !by|in|at|over
        no|any|zero|enough|not|without ?more|any|further|additional ?of ?the|these|your|this texts|text|txts|txt|messages|message|msgs|msg|sms|alerts|spam|contact|communication|communications|notifications|updates|emails|solicitations|solicitation|promos|ads|calls|texting|messaging|reminders|marketing !from|yet|today|received|on|in|until|back
        no more texting|messaging|sending|spam|spamming|contacting|of|from|promotions|updates
        nothing more|else|further from you
        ^ no more $
        ^ not anymore $
        no longer want|wish|interested|need|desire|care ?in|to|for *3 texts|messages|receive|get|contacted|updates|messaging|texted|hear|these|msgs|sms|alerts|notifications|part|subscribed
        ^ enough|enuf $
        enough|enuf already|enough
        enough is enough
        enough|sick|tired|fed of|with|up ?and ?tired ?of|with *3 texts|messages|spam|these|messaging|texting|you
        cease and desist
        knock|cut it off|out
        stop bothering|harassing|annoying
    )"},
    {"asks not to be contacted", R"(
        dont|never|not|dnt @verb $
        dont|never|dnt|not @verb me|us|my|this|here|again|anymore|any|at|ever|anyone|people
        dont|never|dnt|not call me|us|this|here|again|anymore|or|and
        dont|never|dnt|not call|text|contact|message|email or|and|nor call|text|contact|message|email|me
        dont|never|not|dnt send|sent me|us|my|any|anymore|anything|this|these|texts|messages|more|another *2 any|anything|texts|text|messages|message|msgs|more|these|this|stuff|crap|shit|your|ads|promos|spam|sms|anymore|again|updates|alerts|reminders|political|marketing|another|that|such
        dont|never|not|dnt send me|us|anymore|these|more|any $
        dont want|wish|like|need|care|wanna|authorize|consent|agree *3 texts|messages|texted|contacted|messaged|msgs|sms|spam|receive|receiving|alerts|notifications|solicitations|subscription|marketing|reminders|promos
        dont|didnt want|wish|like|need|wanna ?to get|hear|be|keep ?getting|receiving|part|on ?any|of|from|your|this ?more these|this|more|them|from|texts|messages|bothered|called|emailed|on|part|included|list|you|anything
        dont want|need|like this|these|those|them|any|your|you ?more ?stuff|crap|things|any $
        dont want|wanna anything from|to
        dont want|wanna|need ?to hear ?anything from you
        not|never want|wish|interested to|in be|receive|receiving|get|getting ?any|these|more texts|messages|contacted|texted|sms
        never agreed|consented|authorized|subscribed|opted|signed|asked|requested|wanted|gave|enrolled|registered
        didnt|havent|dont ask|asked|request|requested|agree|agreed|consent|consented|authorize|authorized|subscribe|subscribed|opt|opted|enroll|enrolled|register|registered|give|given *3 this|these|it|up|in|texts|messages|for|permission|consent|you|receive|list|to|my
        didnt|dont|never|havent|wasnt|not|isnt ?remember|recall|remembered|recalled sign|signed|signing|signup ?me ?up
        didnt|never|dont|havent consent|subscribe|opt|enroll|authorize
        without|no ?my|our consent|permission|authorization
        not|dont consent|authorize
        revoke|revoked|revoking|withdraw|withdrew|withdrawing|rescind|retract *2 consent|permission|authorization|agreement|approval
        unsolicited|unwanted *1 texts|text|messages|message|sms|msgs|contact|solicitation|spam
        not|never to|be contact|contacted|texted|messaged me|again|anymore
        please not contact|text|message
    )"},
    {"asks to be taken off a list", R"(
        unsubscribe|unsubscribed|unsub|unsubscribing|unenroll|unregister|deregister
        optout
        opt|opting|opted|opts ?me|us|my|myself ?number out
        take|get|remove|keep|drop|pull|scratch|cross|strike|kick|leave|move|cut me|us|my|this|our|the *2 off|out ?of|from $
        take|get|remove|keep|drop|pull|scratch|cross|strike|kick|leave me|us|my|this|our|the *2 off|out|from *3 @list
        take|get|pull|cut|drop|remove me|us|my|our|this|the ?name|number|phone|info|cell off|out ?of|from ?your|this|the|ur|any|all|these|that ?damn ?stupid|call|phone|text|contact|mailing|sms|your @list
        take|get|remove|drop|pull|leave|keep me|us off|out|from ?of $
        remove|delete|erase|lose|forget|block|scrub|drop|purge|wipe|destroy|take ?off ?out my|this|our|me|the name|number|numbers|phone|cell|info|information|contact|details|data|email|mobile|digits|no|nr|#|num|from ?number
        remove|delete|erase|unlist|unlink|drop|scrub me|us|number|name|this|mine $
        remove|delete|erase me|us|mine|number|this|name|it|phone ?number from your|this|the|these|all|any|list|ur|that|receiving|everything|texts|messages|future
        remove|removed|removal|deleted|taken from|off *3 @list
        ^ removed|deleted $
        request|requesting|want|need|demand|like *3 removed|removal|deleted|unsubscribed|off
        off ?of your|this|ur|the|that|any ?call|calling|text|texting|mailing|contact|marketing|phone|sms|damn|stupid|email list|lists|database
        do|dont call|contact|text list|registry|register
        no|not call|contact|text list|registry
        call list|registry
        dnc|dncr ?list|registry
        do not call
        dont call list|registry|register
    )"},
    {"contains STOP by itself", R"(
        ^ stop|stopall|quit|stoppen|stopp|arret|arretez $
    )"},
    {"asks to end messages", R"(
        stop *1 in the|gods name|love
        ^ f you|off|this $
        ^ f you|off and|stop|asshole
    )"},
    {"asks to be left alone", R"(
        leave|let me|us|my|our|we *1 alone|be|family
        leave us|me|this *2 alone
        ^ leave me be $
        ^ go away $
        ^ go away
        ^ get lost|bent|outta|a $
        ^ get lost
        ^ buzz|bug|back|piss|sod|bugger|f|naff|rack|clear|jog off|on
        ^ shut up|it
        ^ beat it $
        ^ goodbye forever $
        not bother me|us
        quit|stop bothering|bugging
        bothering|harassing|spamming|pestering|stalking me|us
        this|thats|your|its|is|considered harassment|harrassment
        harassment|harrassment
    )"},
    {"calls it spam", R"(
        spam|spammer|spammers|spamming|spammed|spams
        ^ scam|scammer|scammers|scams $
        this|its|thats|a is|s ?a|total|such ?such ?total scam
        you are|re|youre ?a|all ?bunch ?of scammer|scammers|scam
        youre ?a|all ?bunch ?of scammer|scammers|scamming
        junk text|texts|mail|message|messages|sms|mails
    )"},
    {"threatens a report or a lawyer", R"(
        report|reporting|reported|reports|forwarding ?all ?of ?you|this|your|these|them|it ?number|text|message|messages|texts|company to|as @threat|the|attorney|my|spam|carrier|verizon|att|ag|harassment|phishing|junk|7726
        report|reporting|reported you|ur|yall|your|u
        reporting|report|reported this|these|it|number|spam|them !problem|issue|bug|error|pothole|outage
        being|been|getting|be|are reported
        @threat
        attorney general
        lawyer|lawyers|lawyered|solicitor|solicitors
        attorney|attorneys
        sue|suing you|your|u|ur|ya|yall|the|company|this
        will|gonna|to|would|can|could|ill sue !be|is|come|meet|call|see|and|that
        sued|lawsuit|lawsuits|litigation
        legal action|actions|recourse|team|counsel|consequences|remedies|department|proceedings
        see|take|taking you in|to court
        small claims
        class action
        press|pressing|file|filing charges|complaint|complaints|suit|grievance
        call|calling|called the|my police|cops|lawyer|attorney
        violation|violating|violates of|the|federal|tcpa|law|my|privacy|dnc|gdpr|rights
        this|thats|its|it|is is|illegal ?illegal $
        illegal|illegally to|texts|text|messages|message|texting|spam|solicitation|spamming|contact
        gdpr|casl|spam act
        block|blocking|blocked|blocks you|your|this|ur|u|these
        youre|are|been|getting|be|you|your|number|consider|now blocked
    )"},
    {"says it is the wrong person", R"(
        wrong number|numbers|person|guy|man|woman|lady|gal|girl|num|nbr|nr|no|contact|recipient|one|dude|phone|house|family|individual|people|party|cell|boy|fella|chat|mobile|bloke
        wrong %name
        have|has|got|reached|texted|texting|messaging|contacting|called|dialed the wrong
        ^ wrong $
        misdial|misdialed|misdialled|mistext
        mistaken identity|number
        not|isnt|aint|no ?longer the|who|your ?right|correct|person|one ?you person|number|one|guy|want|wanted|looking|think|girl|woman|man|contact|customer|patient
        have|got|mistaken me|us confused|mistaken|mixed|for
        no|doesnt|dont|does|not|didnt|never ?longer|not belongs|belong ?to
        no longer|more *1 his|her|their|my|%name|your|the|a|works|work|live|lives|employed|has|have|owns|own|use|uses|here|with|resides|at|available|associated|valid|customer|patient|resident|member
        doesnt|dont|didnt|not work|live|reside|works|lives here|there|anymore
        doesnt|dont|didnt|not work|live|reside|works|lives at|in|with|for *3 anymore|address|number
        doesnt|dont own|use|have this|that phone|number|cell ?anymore
        isnt|not|wasnt|never ?been his|her|their|my|%name|your|him|longer number|phone|cell|mobile|contact|anymore|name
        isnt|not the number|phone|contact for|of
        isnt|not %name number|phone|cell|mobile|anymore
        number isnt|wasnt|not %name|his|her|hers|theirs|mine|him
        this|it|that|i isnt|not|aint %name $
        this|it|that isnt|aint|not %name %name|and|but|so|who|stop|anymore|sorry|you
        this|it|that|its|thats isnt|aint|not him|her $
        its|thats not|isnt %name $
        its|thats not|isnt %name %name|anymore|sorry
        im|aint not|no %name $
        im|aint not|no %name %name|and|but|so|who|stop|anymore|sorry|you|idk
        i not|aint %name $
        ^ not %name $
        ^ not %name %name $
        ^ not %name anymore|here|sorry|wrong
        ^ isnt %name $
        no %name here|at|on|lives|by|in
        there|theres is|isnt|no ?no|a|any %name here|at|with|by|in|on
        no|nobody|noone|dont one|person|nobody|know|by|here|named ?here|anyone|any|a|nobody|no ?with|by|named|called that|the|this|named|called|%name ?name
        nobody|noone ?here|named|with|by|called ?named|called|by|with|that|%name name|here|named|%name|that|lives
        no one|body ?here|named|with|by|called ?that|named|called|the name|here|by|named|%name|that|named|lives
        dont|do know|not ?know a|any|who|anyone|anybody|nobody ?named|a|called|by %name|that|named
        dont know a|any|anyone ?named|called|by %name|that|named|called
        new|not ?the owner of|and|here ?this number|phone|cell
        just|recently|new|only got|have|acquired|received|bought|has|number this|a ?new number|phone|here|cell
        got|have|acquired ?a ?just|recently|new this number|phone recently|last|a|yesterday|today|this|from
        had this number|phone for|since|over|a|about
        changed|switched|reassigned|recycled number|hands|owners|numbers !to
        number|phone has|was|is|been ?been reassigned|recycled|disconnected|changed|transferred
        mistaken number
        who|what %name ?is isnt here
        moved|left ?away ?the|this company|hospital
    )"},
    {"says the person has died", R"(
        deceased|decesed|diseased
        passed|past|pass away|on|last|yesterday
        he|she|husband|wife|mother|father|mom|mum|dad|son|daughter|brother|sister|owner|person|patient|man|woman|grandmother|grandfather|grandma|grandpa|aunt|uncle|hes|shes|customer|member|%name ?has|is|had|have|now ?passed|been died|dead|passed|expired
        no longer living|alive
        not living|alive
        isnt alive|living
    )"},
    {"asks in French to end messages", R"(
        arrete|arretez|arreter|cessez|cesse|cesser ?de|vos|les|ces|ca|avec|tout|denvoyer|menvoyer|denvoyer|mecrire|me ?menvoyer|messages|sms|textos|harceler|contacter|ecrire
        ne menvoyez|menvoie|mecrivez|mecris|mappelez plus|pas|jamais
        ne me|nous contactez|contacte|ecrivez|textez|texte|derangez|envoyez|ecrire|contacter|sollicitez ?plus|pas|jamais
        plus|pas|aucun|stop|marre|assez|ras ?de|le|bol ?ces|vos|de|des|les|aux|a message|messages|sms|textos|texto|publicite|pub|publicites|demarchage|spam
        ne veux|souhaite|desire|voulons|souhaitons plus|pas *3 messages|sms|recevoir|contacte|contactee|textos|message
        me|nous|moi desabonner|desinscrire|desabonne|retirer|supprimer
        desabonnez|desabonne|desinscrivez|retirez|supprimez|enlevez|effacez ?moi|mon|nous|mes|me ?numero|de|coordonnees
        laissez|laisse|fichez|foutez ?moi|nous|la ?moi ?tranquille|paix
        mauvais|faux|erreur ?de|dans ?le numero|destinataire
        trompez|trompe|tromper de numero|personne
        ce nest pas|plus *3 numero
    )"},
    {"asks in Spanish to end messages", R"(
        no|nunca ?quiero|deseo ?me|nos manden|mande|mandes|envien|envie|envies|escriban|escriba|escribas|escribir|contacten|contacte|contactes|molesten|moleste|molestes|texteen|textees|llamen|mandar|enviar|recibir|mensajes *3
        no quiero|deseo|queremos ?mas|recibir|sus|estos ?mas|sus|estos|ningun mensajes|textos|sms|mensaje|recibir|nada
        no mas|quiero|recibir mensajes|textos|sms|mensaje|mas
        deje|dejen|deja|dejame|dejenme|dejeme|paren|para|pare|parar ?de ?en|de ?paz ?de enviar|mandar|escribir|molestar|contactar|enviarme|mandarme|escribirme|molestarme|textear|textearme|contactarme|paz|mensajes|llamar
        dejame|dejenme|dejeme|dejanos ?en paz|tranquilo|tranquila
        quiten|quite|quitenme|quiteme|quitame|borren|borre|borrenme|borreme|borrame|eliminen|elimine|eliminenme|elimineme|eliminame|saquen|saquenme|saqueme|sacame ?mi|me|de *3 numero|lista|telefono|contacto|base
        borrenme|eliminenme|quitenme|quiteme|saquenme|borrame|eliminame|quitame|sacame|borreme|elimineme
        dar|darme|dame|denme|deme|den|dese|demen ?me|mi|de ?de baja
        numero|persona equivocado|equivocada|incorrecto|incorrecta|erroneo
        se equivoco|equivoca|equivocaron de|numero|persona
        no soy ?esa|la ?%name|persona
        cancelar|cancelen|cancele|cancela ?la|mi|los|estos|mis suscripcion|mensajes|textos
        basta ?ya ?de mensajes|mandar|enviar|textos
    )"},
    {"asks in German to end messages", R"(
        keine|keinen|kein ?weiteren|weitere|mehr|diese ?sms nachrichten|sms|nachricht|werbung|mitteilungen|mehr|kontakt|spam|kontaktaufnahme !bekommen|erhalten
        nicht|nie|niemals ?mehr|wieder ?mehr anschreiben|schreiben|kontaktieren|schicken|senden|texten|anschreiben|belastigen|anrufen|schreib|kontaktiert
        schreiben|schreibt|schreib|schicken|schickt|schick|senden|sendet|kontaktieren|kontaktiert|sendt ?sie|mir|mich|uns ?mir|mich|uns *2 nicht|nie|keine|nichts
        horen|hor|hort|lassen|lasst|lass ?sie|es|mich ?mich|auf ?bitte|damit auf|ruhe|sein|bleiben|damit
        lass|lasst|lassen ?sie mich|uns in ruhe|frieden
        melden|melde|meldet|tragen|trag|tragt|nehmen|nehmt|nimm ?sie mich|uns *4 ab|aus|liste|runter
        losche|loschen|loscht|losch|entfernen|entferne|entfernt|streichen ?sie ?mich|meine|uns|diese *2 nummer|liste|daten|verteiler|telefonnummer|handynummer
        falsche|falscher|verkehrte nummer|person|rufnummer|empfanger|ansprechpartner
        will|mochte|wunsche ?keine ?mehr|nicht *4 nachrichten|sms|abmelden|werbung
        abmelden|abbestellen
    )"},
    {"asks in Portuguese to end messages", R"(
        pare|parem|para|chega|parar|deixe|deixem ?de|com|por ?favor ?de|com mandar|enviar|escrever|mensagens|mensagem|sms|incomodar|mandarem|enviarem|encher|ligar|essas
        pare|parem ?de me|nos mandar|enviar|escrever|incomodar|ligar
        nao ?quero|desejo|gostaria ?mais|de ?me mande|mandem|mandar|envie|enviem|escreva|escrevam|incomode|incomodem|receber|perturbe|perturbem|contate|contatem|mensagens
        nao quero|desejo ?mais ?receber|essas|suas|nenhuma|de ?mais mensagens|mensagem|sms|receber|nada
        me|meu ?numero tire|tirem|remova|removam|retire|retirem|exclua|excluam|descadastre ?da|do|meu|dessa|de ?lista|numero
        tire|tirem|remova|removam|retire|retirem|exclua|excluam|apague|apaguem ?o me|meu ?da|numero|nome
        numero|pessoa errado|errada
        me deixe|deixem|deixa em|paz ?paz
        engano|enganou ?de numero
    )"},
    {"asks in Dutch to end messages", R"(
        stop|stoppen|hou|houd ?nu ?er ?a.u.b. met|mee ?berichten|sms|smsen|sturen|appen|dit
        geen ?verdere berichten|berichtjes|sms|smsjes|smsen|bericht|reclame|spam|contact ?meer
        stuur|stuurt|sms|app|bericht ?me|mij|ons ?geen niet|geen|nooit ?meer
        niet|nooit ?meer sturen|smsen|berichten|contacteren|appen|benaderen
        schrijf|meld ?me|mij|ons uit|af
        haal|verwijder|wis|schrap ?me|mij|mijn|ons ?van|uit|nummer *2 lijst|nummer|gegevens|bestand
        verkeerd|verkeerde|fout|foute nummer|persoon|nr
        laat me|mij|ons met|in rust
        wil|wens ?ik ?geen ?niet|meer *3 berichten|sms|uitschrijven|afmelden
        afmelden|uitschrijven
    )"},
    {"asks in Italian to end messages", R"(
        smetti|smettete|smettetela|smetta|smettila|finitela|piantatela|fermate|basta ?di|con|i|inviare|mandare *2 messaggi|mandarmi|inviarmi|scrivermi|messaggio|sms|scrivere|contattarmi|mandare|inviare|disturbarmi
        non mi|ci|voglio|desidero|scrivetemi|mandatemi|contattatemi|inviatemi|disturbatemi|scrivermi|mandarmi|contattarmi|inviarmi ?scrivete|mandate|contattate|inviate|disturbate|scrivere|ricevere|piu ?piu|ricevere|messaggi *2 messaggi|sms|piu|niente|nulla
        non scrivetemi|mandatemi|contattatemi|inviatemi|scrivermi|mandarmi|disturbatemi ?piu
        niente|nessun|no|basta ?piu|altri messaggi|messaggio|sms
        cancellatemi|cancellami|cancelli|toglietemi|toglimi|rimuovetemi|rimuovimi|eliminatemi|eliminami|disiscrivetemi|disiscrivermi|cancellarmi
        cancellate|rimuovete|eliminate|togliete ?il ?mio mio|numero ?numero
        numero|persona sbagliato|sbagliata|errato|errata
        avete|hai|ha sbagliato numero|persona
        lasciatemi|lasciami|mi in|stare ?pace
    )"},
};
const std::span<const PhraseGroup> kRefusals = kRefusalTable;

constexpr PhraseGroup kSoftTable[] = {
    {"a soft refusal: show it to a person", R"(
        not|isnt|never interested
        no thanks|thank|thx|interest
        ^ nah|nope|no $
        pass
        maybe later
        cant make
    )"},
};
const std::span<const PhraseGroup> kSoft = kSoftTable;

}  // namespace tidings::sms::replies
