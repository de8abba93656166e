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
    {"verb", "text txt message msg contact email write bother disturb spam harass texting messaging contacting \
        txting"},
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
    {"threat", "fcc ftc tcpa acma crtc ico bbb ofcom ombudsman authorities"},
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
        how ?do|can|to|would|could|you ?i|we|to|you stop|end ?getting|receiving|all ?all these|this|the|your|them|it|\
            texts|messages|spam !bleeding|car|bus|pain|flow
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
        why wont|cant|dont|do|are you|they|this|it ?not|still stop|quit|leave|sending|getting
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
        ^ stop !teasing|ignoring|judging|making|tempting|scaring|copying|blaming|embarrassing|interrupting|hurting|\
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
        ^ stop that|it $
        ^ stop|quit it|that|this ?already ?right ?now with|or|before|immediately|asap|already|now|i
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
        <got|have|received|had|get|see|there|has|show|shows|left|getting|theres|were|was no|zero|enough|without \
            ?more|any|further|additional ?of ?the|these|your|this texts|txts|messages|msgs|alerts|spam|contact|\
            communication|communications|notifications|updates|emails|solicitations|solicitation|promos|ads|texting|\
            messaging|reminders|marketing !from|yet|today|received|on|in|until|back|since
        no more|further ?of ?the|these|your|this text|txt|message|msg|sms|calls
        nomore @msgs
        ^^ no text|txt|message|msg|sms|calls ?or|and ?calls|texts|messages $$
        no text|txt|message|sms|calls or|and|to texts|messages|me|us|this
        not any|anymore ?more texts|messages|spam
        no more texting|messaging|sending|spam|spamming|contacting|of|from|promotions|updates
        nothing more|else|further from you
        ^ no more $
        ^ end this|all $
        <i|we|he|she|they|it|and|just stopped @comm me|us|my
        how many times *6 stop|unsubscribe|quit
        want out $
        no ?more political|marketing|campaign|automated|promotional|unsolicited|junk|commercial|sales @msgs
        ^ no soliciting|solicitation|solicitors
        ^ not anymore $
        no longer want|wish|interested|need|desire|care ?in|to|for *3 list|texts|messages|receive|get|contacted|\
            updates|messaging|texted|hear|these|msgs|sms|alerts|notifications|part|subscribed
        ^^ enough|enuf $$
        enough|enuf already|enough
        enough is enough
        enough|sick|tired|fed of|with|up ?and ?tired ?of|with *3 texts|messages|spam|messaging|texting|msgs|sms
        enough|sick|tired|fed of|with|up ?and ?tired ?of|with these|this|you|yall ?people|guys|shit|crap|bs $
        cease and desist
        knock|cut it off|out
    )"},
    {"asks not to be contacted", R"(
        dont|never|not|dnt @verb $
        dont|never|dnt|not @verb me|us|my|this|here|again|anymore|any|at|ever|anyone|people
        dont|never|dnt|not call me|us|this|here|again|anymore|or|and
        dont|never|dnt|not call|text|contact|message|email or|and|nor call|text|contact|message|email|me
        dont|never|not|dnt send|sent me|us|my|any|anymore|anything|this|these|texts|messages|more|another *2 any|\
            anything|texts|text|messages|message|msgs|more|these|this|stuff|crap|shit|your|ads|promos|spam|sms|\
            anymore|again|updates|alerts|reminders|political|marketing|another|that|such
        dont|never send ?any|more|me|us|out|this messages|texts|anything|nothing|sms|msgs|spam|to
        dont|never write|talk|speak|reply|respond to me|us|this
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
        dont want|need this|these|those|them|your ?more ?stuff|crap|things|stuff $
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
        didnt|havent|dont ask|asked|request|requested|agree|agreed|consent|consented|authorize|authorized|subscribe|\
            subscribed|opt|opted|enroll|enrolled|register|registered|give|given *3 this|these|it|up|in|texts|\
            messages|for|permission|consent|you|receive|list|to|my
        didnt|dont|never|havent|wasnt|not|isnt ?remember|recall|remembered|recalled sign|signed|signing ?me up !my|him|\
            her|the|yet|in|on|by
        didnt|dont|never|havent|wasnt|not|isnt ?remember|recall|remembered|recalled sign|signed|signing|signup $
        didnt|dont|never|havent|wasnt|not|isnt ?remember|recall|remembered|recalled sign|signed|signing|signup \
            anything|for|onto|this|to
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
        <to|i|we|you|they|he|she|can|could|how|will|not|dont|cant|should|click|hit|press|button|would|must remove $
        who|whoever signed|put|added me
        get|stay|keep out of|off my phone|inbox|texts|line
        to be|get removed|deleted|unsubscribed|unenrolled
        to be|get taken off|out|from
        have|get|want|need|like me|us|my|this|number ?number|name removed|deleted|unsubscribed
        take|get|remove|keep|drop|pull|scratch|cross|strike|kick|leave|move|cut me|us|my|this|our|the *2 off|out ?of|\
            from $
        take|get|remove|keep|drop|pull|scratch|cross|strike|kick|leave me|us|my|this|our|the *2 off|out|from *3 @list
        take|get|pull|cut|drop|remove me|us|my|our|this|the ?name|number|phone|info|cell off|out ?of|from ?your|this|\
            the|ur|any|all|these|that ?damn ?stupid|call|phone|text|contact|mailing|sms|your @list
        take|get|remove|drop|pull|leave|keep me|us off|out|from ?of $
        remove|delete|erase|lose|forget|block|scrub|drop|purge|wipe|destroy|take ?off ?out my|this|our|me|the name|\
            number|numbers|phone|cell|info|information|contact|details|data|email|mobile|digits|no|nr|#|num|from \
            ?number
        remove|delete|erase|unlist|unlink|drop|scrub me|us|number|name|this|mine $
        remove|delete|erase me|us|mine|number|this|name|it|phone ?number from your|this|the|these|all|any|list|ur|\
            that|receiving|everything|texts|messages|future
        remove|removed|removal|deleted|taken from|off *3 @list
        ^ removed|deleted $
        request|requesting|want|need|demand|like *3 removed|removal|deleted|unsubscribed|off
        off ?of your|this|ur|the|that|any ?call|calling|text|texting|mailing|contact|marketing|phone|sms|damn|stupid|\
            email list|lists|database
        do|dont call|contact|text list|registry|register
        no|not call|contact|text list|registry
        call list|registry
        dnc|dncr ?list|registry
        dont call list|registry|register
        on ?the ?national|state|federal dont call|contact
        ^ cancel|end|quit this|these|everything|all $
    )"},
    {"contains STOP by itself", R"(
        ^ stop|stopall|stoppen|stopp|arret|arretez $
        <i|ill|he|she|we|they|to ^ quit $
        ^ stop i|im|youre|dont|no|not|wrong|or|before|because|cuz|since|were|who|whos|what|whats|why|how|u|you|this|\
            yes|\
            start|help
        <completely|eventually|finally|suddenly|always|usually|probably|definitely|totally|slowly|soon|nearly|almost|\
            ever|then|n|till|til|until|when|where|if|bus|pit|non|full|truck|train|tram|last|first|one|\
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
        leave|let me|us|my|our|we *1 alone|family
        leave me|us ?the be
        ^ let me|us be $
        ^ you|u|yall ?guys ?people suck|sucks
        ^^ this|these sucks|suck $$
        go f|fk|eff yourself|urself
        leave us|me|this *2 alone
        ^ leave me be $
        ^ go away $
        ^ go away
        ^ get lost|bent $
        ^ get a life|grip|job|clue ?loser $
        ^ get lost
        ^ buzz|bug|piss|sod|bugger|f|fk|fck|naff|rack|jog|shove off|on
        ^ back off $
        ^^ shut up|it $$
        ^ shut ?the up|it and|stop|leave|you
        ^ beat it $
        ^ drop dead $
        ^ bite me $
        ^ shove|stuff it
        ^^ die $$
        ^ take a hike $
        ^ fuck trump|biden|these $
        ^^ fuck this|that|them|it $$
        ^ goodbye forever $
        not bother me|us
        quit|stop bothering|bugging
        harassing|spamming|stalking me|us
        you|youre|u|are|keep|stop|quit ?are ?constantly bothering|pestering|annoying|bugging me|us
        this|thats|your|its|is|considered harassment|harrassment
        harassment|harrassment
    )"},
    {"calls it spam", R"(
        spam|spammer|spammers|spams
        spamming|spammed !the|our|him|her|group|them|chat|my|it
        spamming|spammed|spam my phone|inbox|line|number|texts
        ^ scam|scammer|scammers|scams $
        this|its|thats|a is|s ?a|total|such ?such ?total scam
        you are|re|youre ?a|all ?bunch ?of scammer|scammers|scam
        youre ?a|all ?bunch ?of scammer|scammers|scamming
        junk text|texts|mail|message|messages|sms|mails
    )"},
    {"threatens a report or a lawyer", R"(
        report|reporting|reported|reports|forwarding ?all ?of ?you|this|your|these|them|it ?number|text|message|\
            messages|texts|company to|as ?the|my @threat|police|cops|attorney|spam|carrier|verizon|att|ag|\
            harassment|phishing|\
            junk|7726
        report|reporting|reported you|ur|yall|your|u
        reporting|report|reported this|these|it|number|spam|them !problem|issue|bug|error|pothole|outage
        being|been|getting|be|are reported
        @threat
        attorney general
        hear|hearing from my|our|a|the @lawyer
        my|our|the @lawyer will|shall|is|are|has|have|gonna|would|to ?is ?be ?going ?been ?to ?get ?in contacting|touch|\
            sue|suing|call|calling|you|file|filing|notified|informed|contacted|contact|texting|know|knows
        contact|contacting|notify|notifying|involve|involving|inform|informing|alert|retain|retained|retaining|hire|\
            hired|hiring my|a|an|our ?own @lawyer !about|for|before|regarding
        getting|get my|our|a @lawyer involved
        call|calling|talk|talking|speak|speaking|consult|consulting|get|getting ?to ?with my|a|our @lawyer $
        give|given|giving|forward|forwarded|forwarding|turn|turning|turned|sent|send|sending|pass|passing|hand|handing|\
            show|report|go|going|goes *4 to my|our|a|an @lawyer
        ^ lawyer|lawyers|attorney|attorneys|lawyered|lawyering ?up $
        @lawyer up
        i|ive|we|ill have|got|get ?got a|an|my ?good @lawyer $
        @lawyer *5 texts|messages|spam|harassment|texting|harassing
        texts|messages|spam|harassment|texting|stop *6 @lawyer
        sue|suing you|your|u|ur|ya|yall|the|company|this
        will|gonna|to|would|can|could|ill sue !be|is|come|meet|call|see|and|that
        i|we|ill|will|gonna sue|suing $
        be|being|get|getting|u|you|are sued
        lawsuit|lawsuits|litigation
        legal action|actions|recourse|team|counsel|consequences|remedies|department|proceedings
        see|take|taking you in|to court
        small claims
        class action
        press|pressing|file|filing|filed|lodge|lodging|lodged ?a|an|my ?formal charges|complaint|complaints|suit|\
            grievance|lawsuit
        suing !for
        against the law
        ^ reported|reporting|blocked|blocking $
        ^ reported|blocked|reporting|blocking|block|report and blocked|reported|blocking|reporting|deleted|block|\
            report
        call|calling|called|contact|contacting|inform|going|go ?to the|my police|cops|lawyer|attorney
        this|it|youre|are|is ?is breaking|against the law
        breaking the law
        phishing
        violation|violating|violates of|the|federal|tcpa|law|my|privacy|dnc|gdpr|rights
        this|thats|its|it|is is|illegal ?illegal $
        illegal|illegally to|texts|text|messages|message|texting|spam|solicitation|spamming|contact
        gdpr|casl|spam act
        block|blocking|blocked|blocks you|your|this|ur|u|these
        youre|are|been|getting|be|you|your|number|consider|now blocked
    )"},
    {"says it is the wrong person", R"(
        wrong number|numbers|num|nbr|nr|no|contact|recipient
        <the|a|with|to wrong person|guy|man|woman|lady|gal|girl|dude|family|individual|people|party|boy|fella|bloke
        is|its|thats|this|to|at|with|text|probably the wrong person|guy|man|woman|lady|gal|girl|dude|family|individual|\
            people|party|phone|house|boy|fella|bloke !to
        ^^ wrong|wromg phone|house|cell|mobile|one $$
        wrong %name
        have|has|got|reached|texted|texting|messaging|contacting|called|dialed the wrong !item|items|size|order|color|\
            colour|date|day|time|address|link|product|bill|amount|code|answer|idea|impression|info|information|package|\
            document|form|file|email|appointment|place|door|prescription|room|building|website|page|car|price|one
        <im|i|was|be|is|are|am ^ wrong $
        the|an incorrect|mistaken|bad number|person
        ^ incorrect|mistaken number|person
        %name changed|has|got ?a ?his|her|the|their ?new number|numbers
        ^ this is|isnt a new number|phone $
        dont know him|her|them $
        im|aint not him|her|them|that|this ?person|guy|man|woman|girl $
        belongs|belong to someone|somebody|another|a|me ?else|different|now
        someone|somebody elses|else ?has number|phone|this
        ^ different person|owner|number $
        new person|owner|user has|of|on|at ?this number|this
        my number now
        dont know who|whom that|he|she|%name is|are
        idk|dunno who that|he|she|%name is
        its|thats|this|that ?is isnt|not me $
        misdial|misdialed|misdialled|mistext
        mistaken identity|number
        not|isnt|aint|no ?longer the|who|whom|your ?right|correct|person|one ?you|youre|your person|number|one|guy|want|wanted|\
            looking|think|girl|woman|man|contact|customer|patient
        have|got|mistaken me|us confused|mistaken|mixed|for
        no|does longer|not belongs|belong ?to
        number|phone|cell|this|it|no doesnt|dont|not|never belongs|belong
        doesnt|dont|not|never belongs|belong to me|him|her|this|that|%name|them|anyone
        no longer *1 his|her|their|my|%name|your|the|a|works|work|live|lives|employed|has|have|owns|own|use|\
            uses|here|with|resides|at|available|associated|valid|customer|patient|resident|member
        no more *1 works|work|live|lives|employed|owns|own|use|uses|here|with|resides|associated
        <this|that|it|i|we|link|code|button|app|time|site|portal|number|card|which doesnt|dont|didnt|not work|live|\
            reside|works|lives here|there|anymore
        <this|that|it|i|we|link|code doesnt|dont|didnt|not work|live|reside|works|lives at|in|with|for *3 anymore|\
            address|number
        doesnt|dont own|use|have this|that phone|number|cell ?anymore
        isnt|not|wasnt|never ?been his|her|their|my|%name|your|him|longer number|phone|cell|mobile|contact|anymore|\
            name
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
        no|nobody|noone|dont one|person|nobody|know|by|here|named ?here|anyone|any|a|nobody|no ?with|by|named|called \
            that|the|this|named|called|%name ?name
        nobody|noone ?here|named|with|by|called ?named|called|by|with|that|%name name|here|named|%name|that|lives
        no one|body ?here|named|with|by|called ?that|named|called|the name|here|by|named|%name|that|named|lives
        dont|do know|not ?know a|any|who|anyone|anybody|nobody ?named|a|called|by %name|that|named
        dont know a|any|anyone ?named|called|by %name|that|named|called
        new|not ?the owner of|and|here ?this number|phone|cell
        just|recently|new|only got|have|acquired|received|bought|has|number this|a ?new number|phone|here|cell
        got|have|acquired ?a ?just|recently|new this number|phone recently|last|a|yesterday|today|this
        got|acquired this number|phone from !my|a|your|her|his|the|our|friends|friend|%name
        had this number|phone for|since|over|a|about
        changed|switched|reassigned|recycled number|hands|owners|numbers !to
        number|phone has|was|is|been ?been reassigned|recycled|disconnected|changed|transferred
        mistaken number
        who|what %name ?is isnt here
        moved|left ?away ?the|this company|hospital
    )"},
    {"says the person has died", R"(
        deceased|decesed|diseased
        <i passed|past|pass away
        <i|we|ive|ill passed last|yesterday
        he|she|husband|wife|mother|father|mom|mum|dad|son|daughter|brother|sister|owner|person|patient|man|woman|\
            grandmother|grandfather|grandma|grandpa|aunt|uncle|hes|shes|customer|member|%name ?has|is|had|have|now \
            ?been died|dead|passed|expired !her|his|the|their|a|an|my|your|our|it|this|that|these|by|out|me|us|them|\
            through|over|with|all|every|each|along|around|up|english|math|maths|physics|biology|school|first|second|\
            battery|on|inspection|slow|tired|serious|wrong|right|set|end|inside|sexy|gorgeous|boring|bored|quiet|\
            silent|last|sleepy|lazy|cute|funny|easy|broke|hungry|cold
        he|she|husband|wife|mother|father|mom|mum|dad|son|daughter|brother|sister|owner|person|patient|man|woman|\
            grandmother|grandfather|grandma|grandpa|aunt|uncle|hes|shes|customer|member|%name ?has|is|had|have|\
            now passed on $
        no longer living|alive
        not living|alive
        isnt alive|living
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
