// Word lists of reply classification: what each is for is said in reply_phrases.h.
#include "sms/reply_phrases.h"

namespace tidings::sms::replies {

const std::string_view kStop = R"(
stop, stopall, stop all, unsubscribe, un subscribe, unsub, end, quit, cancel, revoke, optout, opt out, remove, td,
arret, arrete, arretes, arretez, arreter, arrett, desabonner, desabonnement, desinscrire, desinscription, alto,
baja, parar, detener, cancelar, salir, no mas, stopp, abmelden, abbestellen, sair, pare, afmelden, stoppen,
uitschrijven, annulla, cancella, disiscrivi
)";

const std::string_view kStart = R"(
start, unstop, yes, join, subscribe, resubscribe, optin, opt in
)";

const std::string_view kHelp = R"(
help, info, aide, ayuda, hilfe, ajuda, hulp, aiuto
)";

const std::string_view kFiller = R"(
please, pls, plz, plse, plez, pleas, thanks, thank you, thank u, thankyou, thx, thnx, tks, tnx, ty, now, right now,
right away, at once, asap, immediately, kindly, me, svp, sil vous plait, sil te plait, merci, bitte, danke,
por favor, porfavor, favor, gracias, obrigado, obrigada, per favore, grazie, aub, alstublieft, alsjeblieft,
bedankt, dank u
)";

const std::string_view kMaybeStop = R"(
basta, ende, fin, fim, para, einde, halt, cease, desist, cease and desist, discontinue, terminate, deactivate,
disable, unregister, withdraw, delete, deregister, unenroll, unfollow, block, blocked, leave, enough, no more,
nomore, exit, stopping, arreta, sortir, resilier, retirer, supprimer, annuler, cancele, cancela,
cancelen, detente, detengan, detenganse, pararse, paren, ya no, no mas mensajes, no gracias basta, chega, remover,
descadastrar, desinscrever, cancelamento, abbruch, aufhoren, beenden, loschen, kundigen, abbrechen,
kein interesse mehr, opzeggen, stoppa, avsluta, avregistrera, avbryt, avmeld, frameld, lopeta, poista, rezygnuje,
wypisz, koniec, do not call, dont call, do not contact, dont contact, engano, falsch verbunden, esta equivocado,
отпишите меня, отпишите, не пишите, не пишите мне, больше не пишите, 取消订阅, 取消訂閱, iptal, ret, durdur, henti,
berhenti, batal, dung, huy, tuchoi, tigil, itigil, ferma, fermare,
fermati, smettila, smettetela, rimuovi, elimina, disdici, disdetta, стоп, отписаться, отписка, отмена, прекратите,
хватит, στοπ, διαγραφη, הסר, הסירו, توقف, الغاء, إلغاء, ايقاف, 停止, 退订, 退訂, 取消, 解除, 配信停止, 수신거부, 중지
)";

const std::string_view kMaybeStopIn = R"(
it fine, de aus, es termina, es terminar, es fuera, pt cancele, pt fora
)";

const std::string_view kPieces = R"(
不要再发, 不要再發, 别再发, 別再發, 不要发, 不要發, 别发, 別發, 不要再联系, 不要再聯繫, 请停止, 請停止, 停止发送, 停止發送, 退订, 退訂, 取消订阅,
取消訂閱, 打错了, 打錯了, やめて, 止めて, 停止して, 配信停止, 送らないで, 送信しないで, 連絡しないで, 間違い電話, 番号違い, 人違い, 그만보내, 보내지마,
연락하지마, 문자하지마, 수신거부, 잘못보내, 잘못거셨, لاترسل, لاتراسل, توقفعن, الرقمخطأ, الرقمغلط
)";

const std::string_view kNearStop = R"(
stops step shop top slop sop stow strop stomp swop spot post atop tops soup stay stoup quite quiet quilt quip
quiz quid quint suit quits qui quick cancer canal arrest remote removed remoter evoke revoked subscribe subscriber
subscribed output option optional
)";

const std::string_view kEmphasis = R"(
please pls plz plse pleas kindly really actually simply ever even fucking fuckin fking fckin fcking effing frickin
freaking freakin friggin damn dam goddamn bloody svp bitte literally also honestly seriously immediately
)";

const std::string_view kOpeners = R"(
just bye goodbye hi hey hello hola ok okay k yes yeah yep no nope nah please pls so and but well um uh oh sorry
thanks thank you thx sir maam dear guys lol omg wow im i can could would will you must need to should ill have got
tell now stop then again dude man bro hallo bonjour salut seriously look listen yo ugh
)";

const std::string_view kClosers = R"(
please pls plz thanks thank you thx ty now me again anymore more already ok okay asap immediately sir maam guys lol
today forever everyone people right away all dude man bro period folks altogether entirely ffs omg smh already here
)";

const std::string_view kSwearing = R"(
fuck fk fuk fuc fck fcuk phuck phuk fucker fuckers fucking fuckin fking fuckoff fucku fuckyou f*ck f**k f*** fu** f**k*
f*** f*k fu stfu gtfo foad shit sh*t s*** shits shitty bullshit piss pissoff asshole assholes a**hole a*hole
arsehole arse ass a** bitch b*tch b**** bitches bastard bastards dick dickhead dickheads prick cunt c*nt c*** twat
wanker wankers jerk jerks douche douchebag motherfucker motherfuckers mfs mofo screw
bollocks bugger scum scumbag scumbags dumbass jackass moron morons idiot idiots pricks kma wtf puta puto
mierda cabron pendejo chinga merde connard scheisse arschloch scheiss cazzo vaffanculo stronzo kut klootzak foda
caralho fdp porra blyat
)";

const std::string_view kSwearingAlong = R"(
you u your ur off this that the these those all go to and a an of in it its my me we they them yourself yourselves
is are what eat suck kiss lick such big absolute total fat stupid dumb hey hi ok no please people guys man bro
company ya yall damn dammit goddamn goddammit hell bloody crap bs mf off ya yall everyone youre im die dies and hole off out hey self up so full tu su te ta de la va toi geh
dich du vai a mother mom momma load piece get lost fucken bunch
)";

const std::string_view kNotNames = R"(
im ive id ill its thats theres whats hes shes were theyre youre catholic jewish muslim american canadian australian
british sure interested ready available able going coming here there home in at on from with for to of well good
great happy sad glad a an the your my his her our their me you him them us it that this these those what who why how
when where which feeling working allowed yet now today tomorrow tonight really too very so certain okay ok free done
registered signed subscribed enrolled spam true right possible fair funny cool enough bad much many only necessarily
all any anyone everyone everybody taking receiving getting looking buying selling paying trying asking doing having
being voting supporting attending eligible insured sick ill pregnant dead alone aware familiar comfortable convinced
afraid worried concerned busy late early old young new wrong correct nice ok kidding joking playing laughing crying
angry mad upset satisfied important urgent necessary helpful useful clear open closed public private monday tuesday
wednesday thursday friday saturday sunday january february march april may june july august september october
november december christmas easter thanksgiving english spanish american vegan vegetarian covid until because if
unless as like anymore again even
just still either usually always currently particularly especially exactly quite gonna planning driving sleeping
eating local political religious married single single-handed human male female christian democrat republican nope
yes no thanks thank please later soon long worth fun easy hard cheap expensive bothered fussed keen impressed amused
another phone battery laptop car computer ipod iphone cell mobile money most plant plants dog cat fish pet wifi
internet noel paques pascua navidad natale pasen kerst weihnachten ostern francais francaise italiano italiana espanol
espanola nederlands nederlandse deutsch deutscher portugues brasileiro everything nothing one two three ones time people person we they i
)";

const std::string_view kFirstNames = R"(
john mary james robert patricia jennifer michael linda david elizabeth william barbara richard susan joseph jessica
thomas sarah karen charles christopher lisa daniel nancy matthew betty anthony margaret sandra donald ashley steven
kimberly paul emily andrew donna joshua michelle kenneth carol kevin amanda brian melissa george deborah timothy
stephanie ronald rebecca jason laura edward sharon jeffrey cynthia ryan kathleen jacob amy gary angela nicholas
shirley eric anna jonathan brenda stephen pamela larry emma justin nicole scott helen brandon samantha benjamin
katherine samuel christine gregory debra frank rachel alexander carolyn raymond janet patrick maria jack heather
dennis diane jerry julie tyler joyce aaron victoria jose kelly adam christina nathan joan henry evelyn zachary
lauren douglas judith peter olivia kyle megan bob bill mike dave steve joe jim tom dan sam alex ben chris matt jen
kate ann anne jane juan carlos luis pedro ahmed mohammed ali fatima wei ling maria sofia lucia hans klaus pierre
jean jacques marie
)";

const std::string_view kMessageVerbs = R"(
texting txting messaging msging sending contacting calling emailing mailing spamming bothering harassing harrassing
harasing harrasing bugging annoying pestering writing soliciting pinging blowing hitting reaching bombarding wasting
selling marketing advertising following stalking asking trying campaigning begging pushing notifying reminding using
flooding disturbing scamming phishing badgering hounding thing anything everything nothing something morning evening
meeting king ring bring string spring during
)";

}  // namespace tidings::sms::replies
