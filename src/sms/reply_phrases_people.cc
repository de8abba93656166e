// English phrases of reply classification about people: who writes (the wrong person, the dead) and what they think of
// us (spam, a lawyer). Pattern language in phrase.h.
#include "sms/reply_phrases.h"

namespace tidings::sms::replies {

// clang-format off: one pattern a line, a backslash at the end continues it
constexpr PhraseGroup kPeopleTable[] = {
    {"calls it spam", R"(
        spammer|spammers
        ^ spam|spams $
        <is this|these|it is|are|looks|sounds ?like ?all ?just ?more ?a ?total|pure spam
        its|thats|your|ur|such|total|pure|complete|obvious|phishing|scam|and|or|as|any|sending|getting|\
            sent|send|unwanted|political|constant|daily|annoying|receiving|more|s ?more ?this ?a ?total|pure|text spam \
            !ham|ur|him|her|the
        spam text|texts|message|messages|msg|msgs|sms|caller|number|list|bot|bots|bs|crap|shit|garbage|artist|me|us
        quit|keep|kept|youre|you|still|for spamming|spam !him|her|the|them|it|like|your|people|everyone
        spamming|spam me|us|my|this !phone|insta
        being|getting|been|get spammed
        spamming $
        ^^ junk|trash|garbage ?mail|texts $$
        ^^ scam|scammer|scammers|scams $$
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
        ^ reported to|as
        ~6 final|last warning $
        <to being|been|getting|be|are reported !by|missing|sick|absent|late|at
        @threat
        attorney general
        report|reporting|reported|contact|contacting|call|calling|inform|informed|informing *4 authorities|ico
        hear|hearing from my|our|a|the @lawyer
        my|our|the @lawyer will|shall|is|are ?going ?to hear|hearing of|about
        my|our|the @lawyer will|shall|is|are|has|have|gonna|would|to ?is ?be ?going ?been ?to ?get ?in contacting|touch|\
            sue|suing|call|calling|you|file|filing|notified|informed|contacted|contact|texting|know|knows
        contact|contacting|notify|notifying|involve|involving|inform|informing|alert|retain|retained|retaining|hire|\
            hired|hiring my|a|an|our ?own @lawyer !about|for|before|regarding
        getting|get my|our|a @lawyer involved
        call|calling|talk|talking|speak|speaking|consult|consulting|get|getting ?to ?with my|a|our @lawyer $
        give|given|giving|forward|forwarded|forwarding|turn|turning|turned|sent|send|sending|pass|passing|hand|handing|\
            show|report|go|going|goes *4 to my|our|a|an @lawyer !place|office|house|appointment|meeting
        ^ lawyer|lawyers|attorney|attorneys|lawyered|lawyering ?up $
        @lawyer up
        i|ive|we|ill ?have|got|get|know a|an|my ?good @lawyer $
        @lawyer *5 texts|messages|spam|harassment|texting|harassing
        texts|messages|spam|harassment|texting|stop *6 @lawyer
        sue|suing you|your|u|ur|ya|yall|the|company|this
        will|gonna|to|would|can|could|ill sue !be|is|come|meet|call|see|and|that|me|him|her|them|for
        i|we|ill ?will ?gonna sue|suing !me|us $
        <hes|shes|he|she|they|theyre gonna sue|suing !me|us $
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
        im|ill|we|gonna|will|am ?going ?to call|calling|contact|contacting|inform|informing ?to the|my police|cops|lawyer|\
            attorney
        ^ calling|contacting the|my police|cops
        police|cops on you
        this|it|youre|are|is ?is breaking|against the law
        breaking the law
        phishing
        violation|violating|violates of|the|federal|tcpa|law|my|privacy|dnc|gdpr|rights
        this|thats|its|it ?is illegal $
        illegal|illegally to text|message|contact|send|spam|harass|do|keep
        illegal|illegally texts|text|messages|message|texting|spam|solicitation|spamming|contact
        gdpr|casl|spam act
        block|blocking|blocked|blocks you|your|this|ur|u|these
        youre|are|been|getting|be|being|your|number|consider|now blocked !at|by|in
        ^ 7726
        to|2 7726
        ~9 is|its|thats illegal $
    )"},
    {"says it is the wrong person", R"(
        this|your *3 meant|intended for someone|somebody|another ?else
        been my number|phone for
        ^^ dont know you $$
        ^^ i dont know you $$
        wrong number|numbers|num|nbr|nr|no|contact|recipient
        <the|a|with|to|im|am|are|is|youre|was|no|so|bad|good|wrong wrong person|guy|man|woman|lady|gal|girl|dude|family|individual|people|party|boy|fella|bloke
        is|its|thats|this|to|at|with|text|probably the wrong person|guy|man|woman|lady|gal|girl|dude|family|individual|\
            people|party|phone|house|boy|fella|bloke !to
        ^^ wrong|wromg phone|house|cell|mobile|one $$
        wrong %name
        have|has|got|reached|texted|texting|messaging|contacting|called|calling|dialed the wrong number|person|guy|man|\
            woman|lady|gal|girl|dude|one|individual|contact|recipient|customer|phone|cell|party|family|household|\
            name|tenant|patient|client|member|people|boy|num|nbr|#
        have|has|got|reached|texted|texting|messaging|contacting|called|dialed the wrong $
        ^^ wrong $$
        the|an incorrect|mistaken|bad number|person
        ^ incorrect|mistaken number|person
        %name changed|has|got ?a ?his|her|the|their ?new number|numbers
        ^ this is|isnt a new number|phone $
        ~8 dont know him|her|them $
        im|aint not him|her|them|that|this ?person|guy|man|woman|girl $
        youre|are looking|searching|after for someone|somebody|another|a ?else|different|person
        number|phone|this *1 belongs|belong to my|a|another|his|her
        new ?number|phone owner|user
        this|its|thats is|a|an a|an|business ?business|company|work|office|corporate|fax|hospital|school|government|police|\
            emergency|medical number|phone|line|landline|cell
        this|its|thats is|a|an ?a|an landline
        belongs|belong to someone|somebody|another|a|me ?else|different|now
        someone|somebody elses|else ?has number|phone|this
        ^ different person|owner|number $
        new person|owner|user has|of|on|at ?this number|this
        its|this|is|has my number now
        dont know who|whom that|he|she|%name is|are
        idk|dunno who that|he|she|%name is
        ~8 its|thats|this|that ?is isnt|not me $
        misdial|misdialed|misdialled|mistext
        mistaken identity|number
        not|isnt|aint|no ?longer the|who|whom|your ?right|correct|person|one ?you|youre|your person|number|want|wanted|\
            looking|think|contact|customer|patient
        im|this|its|thats|i ?am|is not|isnt|aint the one you|youre
        im|this|its|thats|i ?am|is not|isnt|aint the one $
        not|isnt|aint the guy|girl|woman|man|lady|dude you|youre
        ~8 not|isnt|aint the guy|girl|woman|man|lady|dude $
        have|got|mistaken me|us confused|mistaken|mixed|for
        no|does longer|not belongs|belong ?to
        number|phone|cell|this|it|no doesnt|dont|not|never belongs|belong
        doesnt|dont|not|never belongs|belong to me|him|her|this|that|%name|them|anyone
        no longer *1 his|her|their|my|%name|your|works|work|live|lives|employed|has|have|owns|own|use|\
            uses|here|with|resides|at|available|associated|valid|customer|patient|resident|member
        no more ?in ?at works|live|lives|employed|owns|resides|associated
        <this|that|it|i|we|link|code|button|app|time|site|portal|number|card|which doesnt|dont|didnt|not work|live|\
            reside|works|lives here|there|anymore
        <this|that|it|i|we|link|code doesnt|dont|didnt|not work|live|reside|works|lives at|in|with|for *3 anymore|\
            address|number
        doesnt|dont own|use|have this|that phone|number|cell ?anymore
        isnt|not|wasnt|never ?been his|her|their|my|%name|your|him|longer number|phone|cell|mobile|contact|name
        isnt|not|wasnt mine|my|hers|theirs ?number ?phone anymore
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
        ~8 ^ not %name $
        ~8 ^ not %name %name $
        ^ not %name anymore|here|sorry|wrong
        ~8 ^ isnt %name $
        no %name here|at|on|lives|by|in
        there|theres is|isnt|no ?no|a|any %name here|at|with|by|in|on
        no one|person|body|by|here|named|with|called ?here ?with|by|named|called that|the|this|named|\
            %name ?name !is|was|will|has|wants|would
        nobody|noone ?here|named|with|by|called ?named|called|by|with|that|%name name|here|named|%name|that|lives
        no one|body ?here|that named|with|by|called|lives|goes ?the|that|here|this name|%name|here|that
        dont know ?a|any|anyone|anybody|nobody|no ?one ?named|called|by|with ?the ?name %name $
        dont know ?a|any|anyone|anybody|nobody|no ?one|person named|called
        do not know ?a|any|anyone ?named|called|by %name|that|named
        dont know that|this person|guy|name|man|woman|lady|individual|dude $
        new|not ?the owner of|and|here ?this number|phone|cell
        just|recently|new|only got|have|acquired|received|bought|has|number this|a ?new number|phone|here|cell
        got|have|acquired ?a ?just|recently|new this number|phone recently|last|a|yesterday|today|this
        got|acquired this number|phone from !my|a|your|her|his|the|our|friends|friend|%name
        had this number|phone for|since|over|a|about
        <you|i|ive|we|my|she|he changed|switched|reassigned|recycled number|hands|owners|numbers !to
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
            grandmother|grandfather|grandma|grandpa|aunt|uncle|hes|shes|customer|member ?has|is|had|have|now \
            ?been died|dead|expired !her|his|the|their|a|an|my|your|our|it|this|that|these|by|out|me|us|them|\
            through|over|with|all|every|each|along|around|up|english|math|maths|physics|biology|school|first|second|\
            battery|on|inspection|slow|tired|serious|wrong|right|set|end|inside|sexy|gorgeous|boring|bored|quiet|\
            silent|sleepy|lazy|cute|funny|easy|broke|hungry|cold
        he|she|husband|wife|mother|father|mom|mum|dad|son|daughter|brother|sister|owner|person|patient|man|woman|\
            grandmother|grandfather|grandma|grandpa|aunt|uncle|hes|shes|customer|member|%name ?has|is|had|have|\
            now passed on $
        %name ?has|is|had|now ?been died|dead $
        %name ?has died last|in|this|two|three|a|yesterday|recently|years|months|ago|of !her|his|her|the
        he|she|husband|wife|mother|father|mom|mum|dad|son|daughter|brother|sister|owner|%name ?has|have passed last|in|on|\
            this|two|three|recently|a|yesterday|several|many|some !the|test|exam
        ^^ he|she|hes|shes ?has passed $$
        no longer living|alive
        not|isnt alive
    )"},
};
const std::span<const PhraseGroup> kRefusalsPeople = kPeopleTable;
// clang-format on

}  // namespace tidings::sms::replies
