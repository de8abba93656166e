// English phrases of reply classification; pattern language in phrase.h.
#include "sms/reply_phrases.h"

namespace tidings::sms::replies {

// clang-format off: one pattern a line, a backslash at the end continues it
constexpr WordClass kClassTable[] = {
    {"neg",
     "dont cant wont didnt doesnt never couldnt wouldnt shouldnt isnt arent wasnt havent hasnt not aint without "
     "cannot"},
    {"comm",
     "texting txting messaging msging sending contacting emailing mailing spamming soliciting pinging sms smsing "
     "campaigning notifying text txt message messages msg send contact spam textin txtin txtn textn messagin msgin "
     "sendin spammin contactin texing testing textig messging mesaging txtng"},
    {"pester",
     "calling bothering harassing harrassing harasing harrasing harrass bugging annoying pestering writing blowing "
     "blowin hitting hittin bombarding wasting selling marketing advertising following stalking asking begging "
     "pushing reminding using flooding disturbing scamming badgering hounding harass bother callin botherin harassin "
     "bugging buggin reaching trying attempting hassling tormenting targeting"},
    {"mine", "me us my mine our this these here now please already"},
    {"verb", "text txt message msg contact email write disturb spam harass texting messaging contacting txting"},
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
    {"threat", "fcc ftc tcpa acma crtc bbb ofcom ombudsman"},
    {"i", "i we ive weve"},
    {"lawyer", "lawyer lawyers attorney attorneys solicitor solicitors"},
};
const std::span<const WordClass> kClasses = kClassTable;

constexpr PhraseGroup kComplaintTable[] = {
    {"says stopping does not work", R"(
        cant|couldnt|unable|how unsubscribe|opt|optout|unsub
        didnt|never|havent|dont opt|opted|optin in|into
        <@neg unable|impossible|how|trying|tried|want|wanted|wants|like|wish|need|way ?for ?me ?to to unsubscribe|\
            opt|optout|unsub !in|into|for
        let me unsubscribe|opt|optout|unsub|out|stop
        stop for the last|love|sake
        <bus|tram|train|next stop|unsubscribe|optout|unsubscribing doesnt|dont|isnt|not|didnt|aint work|working|worked|function
        consider this my|a|your ?last|final|official|formal stop|optout|opt|unsubscribe|notice|request|warning
        you said|promised you|youd|youll ?would|will stop
        know|knows you|this|u stop $
        how ?do|can|to|would|could|you ?i|we|to|you stop|end ?getting|receiving ?all ?of these|this|your|them|it|texts|\
            messages|spam !from|bleeding|car|bus|pain|flow
        how ?do|can|to|would|could|you ?i|we|to|you stop|end ?getting|receiving ?all ?of the @msgs
        <@neg want|like|wish|need|trying|tried to stop|end getting|receiving ?all ?of *2 texts|messages|msgs|sms|\
            these|this|them|spam|alerts|notifications|reminders|calls|updates
        this|it|these|texts|messages|those needs|need|has|have|must|better|should|gotta ?to stop|end|cease \
            !%doing|the|at|by|in|on|a|before|after
        ^ marked|reported|flagged|reporting|marking|flagging ?it|this|you|these as spam|junk
        you|yall dont|never|do have|had ?not ?my|our|any consent|permission|authorization
        dont you|u ?dare|ever @verb|call me|us|this|here
        you|yall wont|dont|never|cant|wouldnt|didnt|havent stop|quit|stopped|stopping
        they|it|this|people|messages|texts wont|dont|never|doesnt|didnt|hasnt|havent stop|quit|stopped|stopping \
            @comm|@pester
        texts|messages wont|dont|never stop
        if you|they|this|it dont|wont|doesnt stop|quit|cease|remove|delete
        why wont|cant|dont|do|are you|they|this|it ?not|still stop|quit|sending|getting
        why wont|cant|dont|do you|they ?not ?just leave|let me|us !here|at|with|in
        why do you|they|yall keep ?on @comm|@pester !him|her|them|the|it|your
        i|you|they|yall|people|company|why ?do ?i|you|they ?still keep|keeps|kept getting|receiving|sending|texting|\
            messaging|contacting|calling|bothering|spamming|blowing|harassing *2 texts|messages|msgs|sms|these|spam|\
            me|us|my|this
        still getting|receiving ?all your|these|this|spam|marketing|unwanted
        why am i still|getting ?getting *1 your|these|this|texts|messages
        still texting|messaging|contacting|bothering me|us
        make|making this|it|them|these|the|all ?texts|messages stop
        dont stop harassing|spamming
        stop doing this|it|that|these
        ^ stop !poking|biting|licking|touching|staring|looking|laughing|smiling|singing|crying|teasing|ignoring|judging|making|tempting|scaring|copying|blaming|embarrassing|interrupting|hurting|\
            tickling|flattering|killing|stressing|treating|lying|telling|giving|leaving|being|acting|kissing|hugging|\
            rushing|hating|shaming|dumping|doubting|avoiding %doing me|us $
        <in|at|on|to cancel|end ?my|these|this|the|your|all|any *2 texts|messages|sms|msgs|alerts|notifications
        what|which part of stop|unsubscribe|no
        <didnt|never|not|dont|who|wife|husband|kid|kids|son|daughter|child|friend replied|texted|typed|keep|kept|\
            keeps ?i ?on ?saying|texting|typing|replying ?to|with stop|\
            unsubscribe !to|for|2|by
        told|telling|tell you|u|ya|yall|them ?all ?to stop
        how ?do|can ?i|you|we ?get|make|have these|them|your|the texts|messages|msgs to stop
        how ?do|can ?i|you|we ?get|make|have this|it|these|them to stop $
        get|want|need|like|have these|them|your|the ?texts|messages|msgs to stop $
        turn|turning|turned|shut|switch|switching off ?all ?of these|your|the|those *1 @msgs
        turn|shut|switch these|those ?texts|messages|notifications|alerts|damn off
        turn|shut|switch off these|those $
        stop|quit begging|asking ?me|us ?people for ?more ?my money|donations|donation|cash
        bother|text|message|harass|bug|annoy|pester someone|somebody|anyone else|instead
        someone|somebody else to bother|text|harass|annoy|spam|message
        do no text|message|contact|send|call
        dontext
        stop|quit getting these|those|them|texts|messages|msgs $
        how do|can|to i|we|you|get ?get ?off|out|cancel|end|quit ?of this|these $
    )"},
};
const std::span<const PhraseGroup> kComplaints = kComplaintTable;

constexpr PhraseGroup kRefusalTable[] = {
    {"asks to end messages", R"(
        stop|quit|cease|halt|discontinue|stopall|end @comm !you|him|her|them|it|while|people|everyone|everybody
        stop|quit|cease @pester ?up|on|to|out ?to @mine
        stop|quit|cease @pester $
        stop|quit|cease|desist|refrain ?and ?desist from @comm|@pester|sending
        stop|quit calling|bothering and|or @comm|@pester
        stop|quit reaching|trying|talking|speaking|responding|replying ?out ?to me|us|my
        stop|quit texting|messaging|contacting
        stop|quit trying|attempting to contact|reach|text|sell|call|message !him|her|them
        stop|end|quit|cancel|halt|discontinue|kill|cease|block|disable ?all|the|these|this|those|my|your|with|any|\
            sending|future|further|receiving ?the|these|your|of|future|further|automated|auto|marketing @msgs
        ^ stop|quit|end|cease this|these|those|immediately|asap|everything|all|bothering|crap|shit|them !meds|\
            medications|pills|%doing
        ~8 ^ stop that|it $
        ^ stop|quit it|that|this ?already ?right ?now with|or|before|immediately|asap|already|now
        ^ stop now|already|right|with|immediately
        stop all|any @msgs|these|this|contact|communication
        to|you|please|must stop this|these|those !him|her
        stop stop
        ^ stop|end|cancel|quit *3 texts|messages|alerts|sms|notifications|subscription|reminders|updates|newsletter|\
            texting|messaging
        cancel|end|terminate|discontinue|close *2 subscription|subscriptions|enrollment|texts|messages|alerts|\
            service|services
        cancel|delete|remove me
        ask|asked|asking|told|tell|telling|beg|begging|request|demand|want|need|like|order you|yall|them|guys|this|\
            it|these|texts|messages *3 to|2 stop|quit|end|cease
        want|need|wish|demand|request these|this|it|them|the|texts|messages|your|all *2 stopped|ended|gone
        i|ive|already|times|we *2 said|replied|texted|sent|typed|wrote|put|say|asked|requested *3 stop|\
            unsubscribe|quit|cancel|stopped
        i|ive|already|times|we told ?you|u|ya|yall|them ?guys|people|all ?already|before|twice ?to ?please stop|\
            unsubscribe|quit
        you need|have|must|should|gotta|better|will|can ?to|better stop|quit !by|in|at|over
        <why|so|got|have|received|had|get|see|there|has|show|shows|left|getting|theres|were|was no|zero|enough|without \
            ?more|any|further|additional ?of ?the|these|your|this texts|txts|messages|msgs|alerts|spam|\
            communication|communications|notifications|updates|emails|solicitations|solicitation|promos|ads|texting|\
            messaging|reminders|marketing !from|yet|today|received|on|in|until|back|since
        no more|further ?of ?the|these|your|this text|txt|message|msg|sms|calls|contact
        ^ no contact $
        no contact from|by you
        nomore @msgs
        ^^ no text|txt|message|msg|sms|calls ?or|and ?calls|texts|messages $$
        no text|txt|message|sms|calls or|and|to texts|messages|me|us|this
        not any|anymore ?more texts|messages|spam
        no more texting|messaging|sending|spam|spamming|contacting|of|from|promotions|updates
        nothing more|else|further from you
        ^^ no more ?and $$
        ^ end this|all $
        <i|we|he|she|they|it|and|just stopped @comm me|us|my
        how many times *6 stop|unsubscribe|quit
        want out $
        no ?more political|marketing|campaign|automated|promotional|unsolicited|junk|commercial|sales @msgs
        ^ no soliciting|solicitation|solicitors
        ^^ not anymore $$
        no longer want|wish|interested|need|desire|care ?in|to|for *3 list|texts|messages|receive|get|contacted|\
            updates|messaging|texted|hear|these|msgs|sms|alerts|notifications|part|subscribed
        ^^ enough|enuf $$
        ^ enough|enuf already|enough
        enough is enough $
        enough|sick|tired|fed of|with|up ?and ?tired ?of|with *3 texts|messages|spam|messaging|texting|msgs|sms
        enough|sick|tired|fed of|with|up ?and ?tired ?of|with these|this|you|yall ?people|guys|shit|crap|bs $
        cease and desist
        knock it off
        ^^ cut it off|out $$
    )"},
    {"asks not to be contacted", R"(
        <you|they|she|he|i|we|and|when|if|it|that|but dont|never|not|dnt @verb $
        ^^ dont|do bother|disturb $$
        <you|they|she|he|i|we|when|if|why|it|that dont|never|dnt|not @verb me|us|my|this|here|again|anymore|any|at|ever|\
            anyone|people
        you dont|never|better|not @verb me|us|my|this ?number ?phone again|anymore|ever
        dont bother me|us|my|this|here|again|anymore
        <you|u|they|she|he|and dont|dnt|not call me|us|this|here|again|anymore|or|and
        ^ never call me|us|this|here|again|anymore|or|and
        dont|never|dnt|not call|text|contact|message|email or|and|nor call|text|contact|message|email|me
        dont|never|not|dnt send|sent me|us|my|any|anymore|anything|this|these|texts|messages|more|another *2 any|\
            anything|texts|text|messages|message|msgs|more|these|this|stuff|crap|shit|your|ads|promos|spam|sms|\
            anymore|again|updates|alerts|reminders|political|marketing|another|that|such
        dont|never send ?any|more|me|us|out|this messages|texts|anything|nothing|sms|msgs|spam|to
        dont|never write|talk|speak|reply|respond to me|us|this !about|like|that|while
        dont|never use|call|dial this|my number
        dont|didnt want|wish|need to be in|on|part|included|a *2 list|group|this|chat|thread|part|it
        dont want|need|like your @msgs
        dont want any|no part
        dont|never|not|dnt send me|us|anymore|these|more|any $
        ^ dont send $
        dont want|wish|like|need|care|wanna|authorize|consent|agree *3 texts|messages|texted|contacted|messaged|msgs|\
            sms|spam|receive|receiving|alerts|notifications|solicitations|subscription|marketing|reminders|promos
        dont|didnt want|wish|like|need|wanna ?to get|hear|be|keep ?getting|receiving|part|on ?any|of|from|your|this \
            ?more these|this|more|them|from|texts|messages|bothered|called|emailed|on|part|included|list|you|anything
        dont want|need this|these|those|your ?more ?stuff|crap|things|stuff $
        dont want them $
        ^^ dont want it|this $$
        dont want|need|like you ?people|guys|to @comm|@pester ?me|us|this
        dont want|wanna anything from|to
        dont want|wanna|need ?to hear ?anything from you
        not|never want|wish|interested to|in be|receive|receiving|get|getting ?any|these|more texts|messages|\
            contacted|texted|sms
        never agreed|consented|authorized|subscribed|opted|signed|asked|requested|wanted|enrolled|registered ?up \
            ?for|to|with|in ?any|your ?of this|these|it|texts|messages|that|receive|be|get|your|you|anything|list|\
            spam|alerts
        never agreed|consented|authorized|subscribed|opted|signed|asked|requested|enrolled|registered ?up ?in $
        never gave|given|give ?you|yall|anyone ?my permission|consent|number|authorization
        who gave you permission|consent
        didnt|havent|dont|never request|requested|consent|consented|authorize|authorized|subscribe|subscribed|opt|opted|\
            enroll|enrolled *3 this|these|it|up|in|texts|messages|for|permission|consent|receive|list|to|my
        didnt|havent|dont|never agree|agreed|register|registered ?to|for|with ?any ?get ?receive ?be this|these|texts|\
            messages|your|you|contacted|anything|spam
        didnt|havent|dont|never ask|asked ?you ?to ?for ?any ?of this|these|texts|messages|be|receive|your|spam|sms
        didnt|havent|dont|never give|gave|given ?you|anyone|yall ?any ?my permission|consent|number|authorization|info
        didnt|dont|never|havent|wasnt|not|isnt ?remember|recall|remembered|recalled sign|signed|signing ?me up !my|him|\
            her|the|yet|in|on|by
        didnt|dont|never|havent|wasnt|not|isnt ?remember|recall|remembered|recalled sign|signed|signing|signup $
        <you|they|she|he didnt|dont|never|havent|wasnt|not|isnt ?remember|recall|remembered|recalled sign|signed|signing|\
            signup anything|for|onto|this|to
        didnt|never|dont|havent consent|subscribe|opt|enroll|authorize
        without|no ?my|our consent|permission|authorization
        not|dont consent|authorize
        ^ revoke|revoked $
        consent|permission|authorization ?is|has|was ?been|hereby withdrawn|revoked|rescinded|denied|removed
        revoke|revoked|revoking|withdraw|withdrew|withdrawing|rescind|retract *2 consent|permission|authorization|\
            agreement|approval
        unsolicited|unwanted *1 texts|text|messages|message|sms|msgs|contact|solicitation|spam
        not|never ?to be|get contacted|texted|messaged|called|bothered|spammed
        rather|prefer|please not|dont ?to receive
        rather|prefer not|dont ?to get|have ?any|any|more|your|these|this ?more ?of @msgs|these|this|them|any
        rather|prefer not|dont ?to be ?on contacted|texted|messaged|bothered|called|emailed|list|your|disturbed
        dont bother texting|messaging|contacting|calling
        ^ never again $
        not|isnt|never interested in *2 @msgs|receiving|getting|texting
        not subscribed
        dont|not|never appreciate ?getting ?receiving ?being *1 texts|messages|texted|messaged|contacted|spam
        dont|not appreciate ?getting these|this $
        appreciate ?it ?if ?you not|being|stopped|stop ?stop removed|receiving|texted|getting|contacted|texting|messaging
        didnt|dont|never|not recall|remember|recalled|remembered subscribing|opting|agreeing|consenting|enrolling
        hasnt|havent|not had this|that number|phone
        decline|declining|refuse|refusing|reject ?to ?any ?all ?receive|get|accept|further|any|these|your *2 @msgs
        dont|no|stop solicit|soliciting
        never want|wanna|wish|care ?to hear|receive|get *2 from|texts|messages|another
        hate|hating|dislike|despise|loathe|stand ?getting|receiving ?all ?of these|your|this *1 @msgs
        hate|dislike getting|receiving texts|messages|spam|msgs
        texts|messages|msgs|text|message are|is|r|getting|have|upset|upsets ?become ?getting ?so|too|very|super|extremely|\
            becoming|making annoying|irritating|unwanted|unwelcome|ridiculous|obnoxious|intrusive|excessive|disturbing|\
            inappropriate|harassing|nonstop|spam|upsetting|upset|him|her|me|us|bothersome|bothering|constant
        texts|text|messages|message *1 cost|costs|costing me|us|my|money
        cost|costs|costing ?me ?us money|extra *4 text|texts|message|messages|txt|txts
        too many ?of ?these|your|political texts|messages|msgs|sms|notifications|alerts !from|to|on|left
        you|yall ?guys ?people text|message|send ?me ?way too much|many|often
        done|over|finished|through with these|your|all|the *1 @msgs
        im|am a minor|underage $
        im|am under 18|age|eighteen $
        leave|keep me|us|my ?family out of this|it|these|your
        pay|charged|charges|billed|billing per|for|by ?each|every text|texts|message
        unsolicited
        ^ unwanted $
        this|these|is|are unwanted
        please not contact|text|message
    )"},
    {"asks to be taken off a list", R"(
        unsubscribe|unsubscribed|unsub|unsubscribing|unenroll|unregister|deregister
        un subscribe
        requested|requesting|request|asked|asking ?for ?my removal !of
        ^ forget me $
        opt ou $
        optout
        opt|opting|opted|opts ?me|us|my|myself ?number out
        get|take me off this|these|of $
        get|take me|us|my ?number ?name out ?of this|your|these|the ?damn ?stupid @list
        get|take me|us out ?of this|these $
        <to|2|i|we|you|they|he|she|can|could|how|will|not|dont|cant|should|click|hit|press|button|would|must|need|\
            needs remove $
        who|whoever signed|put|added me
        get|stay|keep out of|off my phone|inbox|texts|line
        to be|get removed|deleted|unsubscribed|unenrolled
        to be|get taken off|out|from
        have|get|want|need|like me|us|my|this|number ?number|name removed|deleted|unsubscribed
        take|get|remove|keep|drop|pull|scratch|cross|strike|kick|cut me|us off ?of|from $
        take|get|remove|keep|drop|pull|scratch|cross|strike|kick|cut|leave me|us|my|this|our ?phone ?cell number|name|\
            info|contact|out off|out|from ?of|from $
        take|get|remove|keep|drop|pull|scratch|cross|strike|kick|leave me|us|my|this|our|the *2 off|out|from *3 @list
        take|get|pull|cut|drop|remove me|us|my|our|this|the ?name|number|phone|info|cell off|out ?of|from ?your|this|\
            the|ur|any|all|these|that ?damn ?stupid|call|phone|text|contact|mailing|sms|your @list
        take|get|remove|drop|pull|leave|keep me|us off|out|from ?of $
        <i|ill|you|to|did|didnt|they|he|she|we|and remove|delete|erase|lose|forget|block|scrub|drop|purge|wipe|destroy \
            ?off ?out my|this|our|me|the ?phone ?cell ?mobile ?contact name|number|numbers|info|information|contact|\
            details|data|digits|no|nr|#|num
        to|and|must|will|can|should|could|you remove|delete|erase|lose|scrub|purge|wipe|destroy my|this|our|me ?phone \
            ?cell ?mobile ?contact name|number|numbers|info|information|contact|details|data|digits
        <to remove|delete|erase|lose|forget my|this|our phone|cell|mobile|email from|off
        take my|this|our phone|cell|mobile off|out
        take off|out|down my|this|our ?phone ?cell ?mobile name|number|info|contact
        <i|to|and|we|you|can remove|delete|erase|unlist|unlink|drop|scrub me|us|number|name|this|mine $
        remove|delete|erase me|us|mine|number|this|name|it|phone ?number from your|this|the|these|all|any|list|ur|\
            that|receiving|everything|texts|messages|future
        remove|removed|removal|deleted|taken from|off *3 @list
        ^ removed|deleted $
        may|can|could|should|to|wanna|like ?i ?we be|get removed|deleted|unsubscribed $
        to|wanna|be|get|rather be|been|get taken off ?of $
        remove|delete|take|drop|strike|get|scratch *3 from|off ?of your|ur|yalls *1 @list
        remove|delete|deactivate|disable|cancel|unregister|unlist my|this number|subscription|enrollment
        remove ?from list|lists|database
        request|requesting|want|need|demand|like *3 removed|removal|deleted|unsubscribed
        want|need|demand|like ?to ?be|get off $
        want|need|demand|like ?to ?be|get off ?of this|your|the|ur !table|hook|phone|bus|train|plane
        off ?of your|this|ur|the|that|any ?call|calling|text|texting|mailing|contact|marketing|phone|sms|damn|stupid|\
            email list|lists|database
        do|dont call|contact|text list|registry|register
        no|not call|contact|text list|registry
        call list|registry
        dnc|dncr ?list|registry
        dont call list|registry|register
        on ?the ?national|state|federal dont call|contact
        ^ cancel|end|quit this|these|everything|all $
        ^^ end it|them $$
        ^ remove it|number $
        ^ take it|number off ?your ?list $
    )"},
    {"contains STOP by itself", R"(
        ^ stop|stopall|stoppen|stopp|arret|arretez $
        <i|we|he|she|they ^^ quit $$
        ^ stop i|im|youre|dont|no|not|wrong|or|before|because|cuz|since|were|who|whos|what|whats|why|how|u|you|this|\
            yes|\
            start|help
        <completely|eventually|finally|suddenly|always|usually|probably|definitely|totally|slowly|soon|nearly|almost|\
            ever|then|den|same|dun|n|till|til|until|when|where|if|bus|pit|non|full|truck|train|tram|last|first|one|\
            the|this|that|these|those|an|a|to|2|at|by|of|on|for|from|in|which|what|will|wont|would|can|cant|could|couldnt|\
            did|didnt|dont|does|doesnt|do|should|must|may|might|shall|never|not|nor|i|we|he|she|it|they|you|is|are|was|\
            has|had|have|people|everyone|next|main|street|st|ave|avenue|station|more|right|wrong|quick|\
            favorite|favourite|usual|l|t|11|12|13|14|15|16|20|21|1st|2nd|3rd|4th|5th stop $
    )"},
    {"asks to end messages", R"(
        stop *1 in the|gods name|love
        ^ f you|off|this $
        ^ f you|off and|stop|asshole
    )"},
    {"asks to be left alone", R"(
        <will|ll|finally|never|not|dont|they leave|let me|us|my|our|we *1 alone|family
        leave me|us ?the be
        ^ let me|us be $
        ^ you|u|yall ?guys ?people suck|sucks
        ^^ this|these sucks|suck $$
        go f|fk|eff yourself|urself
        go to hell
        leave us|me|this *2 alone
        ^ leave me be $
        ^ go away $
        ^ go away
        ^ get lost|bent $
        ^ get a life|grip|job|clue ?loser $
        ^ get lost
        ^ buzz|bug|piss|sod|bugger|f|fk|fck|naff|rack|jog|shove|eff off|on
        ^^ suck|blow it|me $$
        ^^ do one $$
        ~6 <to|will|not|wont|never|it|they|pain go away $
        ^ back off $
        ^^ shut up|it $$
        ^ shut ?the up|it and|stop|leave|you
        ^ beat it $
        ^ drop dead $
        ^^ bite me $$
        ^ shove|stuff it
        ^^ die $$
        ^ take a hike $
        ^ fuck trump|biden|these $
        ^^ fuck this|that|them|it $$
        ^ goodbye forever $
        not bother me|us
        quit|stop bothering|bugging
        harassing|spamming me|us
        you|youre|quit|stop|keep stalking me|us
        you|youre|yall|stop|quit ?are ?keep ?people ?guys ?constantly bothering|pestering|annoying|bugging me|us
        this|thats|your|its|is|considered harassment|harrassment
        harassment|harrassment
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
// clang-format on

}  // namespace tidings::sms::replies
