// English phrases that hold stop words and ask for no stop; pattern language in phrase.h.
#include "sms/reply_phrases.h"

namespace tidings::sms::replies {

// clang-format off: one pattern a line, a backslash at the end continues it
constexpr PhraseGroup kHarmlessTable[] = {
    {"not a request to stop", R"(
        @neg|dare|gonna stop|quit|end|cancel|unsubscribe|unsub|remove|delete|opt|optout|leave|stopping|block
        @neg you stop|quit|leave !@comm
        @neg mean|meant|intend *3 stop|unsubscribe|optout|opt|end|cancel|quit
        @neg opted|unsubscribed
        @neg take|kick|drop|get me|us|my off|from|out
        did|am i ?get|getting *1 unsubscribe|unsubscribed|opted|opt ?out
        never|didnt say|said|text|texted|sent|send|ask|asked|type|typed ?to ?you ?to stop|unsubscribe
        @neg want|mean|meant|trying|wanted|going|need|have|intend|intended|wish|asking|plan|planning|ask|like *3 to \
            stop|unsubscribe|unsub|opt|optout|end|cancel|quit|leave
        @neg want|need you|them|it|this|these|the|your|my|messages|texts|updates *2 to stop|end
        @neg want|need *1 to miss|lose
        did|have|has you|they|the|these|it ?texts|messages stop|stopped ?texting|sending|messaging|coming ?me|us
        who|whoever said|texted|replied stop
        wife|husband|kid|kids|son|daughter|child|toddler|baby|mom|dad|friend|brother|sister said|texted|replied|sent stop
        why|when did you|they|the|these|it|my ?texts|messages stop|stopped
        <havent|hasnt|not|if|wish|until|unless you|they|it stopped texting|sending|messaging|coming
        unsubscribed|unsubscribe|optout|opted by|accidentally ?mistake|accident
        accidentally|mistakenly ?hit|sent|texted|typed|said unsubscribed|unsubscribe|stop|stopped
    )"},
    {"stop of another kind", R"(
        stop by|over|off|into|near|around|along|past|outside|inside|between|through|sign|signs|light|lights|watch|\
            payment|payments|loss|losses|order|orders|gap|motion|button|clock|watches|sticker|words|word|lines|line|\
            volunteering
        stop in !the|gods
        stop at !once
        stop on !my|this|our
        stop for !good|ever|real|christ|god|fuck|gods|heavens|now|me
        stop up|down|short|dead|midway|halfway
        stop right here|there
        stop and|to|n get|see|grab|say|pick|visit|chat|talk|check|think|smell|look|eat|buy|shop|rest|help|ask|wonder|\
            consider|drop|have|listen|read|fuel|stare|admire
        stop the car|bus|train|bleeding|pain|clock|press|presses|world|music|war|violence|spread|virus|madness|leak|\
            steal|rain|vote|count|noise|bill|proposal
        stop him|her|people|kids|trump|biden|putin|war|corruption|crime|climate|violence|bullying|racism|hate|abuse|\
            smoking|drinking
        tell|ask|told|asked|telling|asking|made|make|get|got him|her|my|%name|his|the *3 stop|quit !@comm|@pester
        stop %doing
        can|cant|could|will|would|did|does|do|should the|that|it|he|she|we|i bus|train|rain|pain|bleeding|music|taxi|\
            car|driver|man stop
        bus|busses|pit|one|1|non|full|truck|rest|train|tram|subway|metro|whistle|next|last|first|every|each|another|\
            my|your|his|her|our|a|tour|short|door|back|gas|fuel|coffee|lunch|pee|bathroom|water|drop|taxi|cab|ferry|\
            streetcar|hop|final|second|third|quick|brief|single|dead|complete|sudden|two|three|nearest|closest|light|\
            school|shuttle|comfort|food|potty|extra|which|what|any|some|long|trolley|f|organ|door|traffic|stay|\
            emergency|hard stop|stops !@comm|@pester ?shop
        nonstop
        the|rain|he|she|bus|train|music|pain|bleeding|traffic will|did|does|would|should|might|may|to|has|had|is ?to \
            stop
        when|where|until|till|does|did|will|would|should|could|can|doesnt it|the|that|this|he|she|we|they|i|rain|\
            pain|bleeding|music ?bus|train|rain|pain|bleeding|music|noise|meeting|driver stop
        where|when|how do|did|should|can i|we stop
        i|ill|we|he|she|theyll|well|they will|ill|can|could|would|might|may|must|should|had|need|have|want|used|try|\
            tried ?to stop|quit !you|texting|messaging|getting|receiving|being
        i|ill|we need|have|gotta|must ?to stop texting|messaging|calling
        i|ill|we need|have|want|should|must|will|can|trying|going ?to stop texting|messaging|sending|calling|\
            bothering|contacting you|him|her|them|people|while|so
        ill|i stop texting|messaging|sending|calling|bothering|contacting
        text|texting|txt and|while|when|or|whilst|n drive|driving|drives|youre|walking
        end of|in|at|with|up|date|time|user|zone|result|game|table
        the|an|no|dead|week|year|month|at|high|low|front|back|by|rear|west|east|north|south|deep end
        cancel|quit|end|leave|delete|remove my|the|our|his|her|their|an|a|that appointment|appt|job|order|\
            reservation|booking|meeting|visit|room|table|trip|class|school|work|smoking|flight|surgery|procedure|\
            prescription|delivery|ride|session|lesson|party|plan|plans|insurance|relationship|team|band|gym|\
            membership|one|1|slot
        cancel|quit button|culture|smoking|drinking|vaping|work|school|playing|whining
        the cancel|end|quit|stop|remove button|key|sign|word|key|option|date|user|result
    )"},
    {"mentions spam in passing", R"(
        spam|junk folder|folders|filter|filters|filtered|box|inbox|blocker|likely|risk|musubi|sandwich|sushi
        in|into|to|from|check|checked ?my|your|the|her|his|their|our|went|as spam|junk
        not|isnt|arent|wasnt|think|thought|looks|look|looked|seems|seemed|mark|marked|flagged ?this|it|you|you|were|\
            was|is ?a ?as ?like spam|junk
        spam|junk and eggs
    )"},
    {"about the sender's own texting", R"(
        i|we|he|she dont|never|cant|wont|didnt|doesnt @verb|call|send !me|us
        dont call|contact me|us sir|maam|that|maybe|late|baby|bro|before|until|til|till|unless|yet|during|between|\
            after|at|on
        dont contact|text|message|call|email|write|send him|her|them|it|that|yet|until|until|back|the|my|your
        dont text|message|contact me until|till|til|before|unless|yet|back
    )"},
    {"asks about a number or a place on another list", R"(
        did|didnt|do|if|might|i|ill|may ?you|i|we|they|have lose|lost|delete|deleted|forget|block|remove|blocked my|\
            your|the|her|his number|phone|contact|info|wallet|keys
        wrong number of
        says|said|saying its|it|is ?is ?a ?the wrong number
        gave|given|wrote|entered|typed|put|left|called|dialed *2 wrong number|one
        consent|consents form|forms
        is it|this|that illegal
        see you in court tomorrow|at|on|monday|tuesday|wednesday|thursday|friday|next
        wrong person|guy|one to ask|talk
        remove|take|removed|taken me|us|my|him|her *1 from|off *3 appointment|appointments|schedule|waitlist|waiting|\
            meeting|roster|shift|payroll|invite|calendar|insurance|account|hold|lease|hook|speaker|mute|policy|bill|\
            mortgage|will|case
        take me out to|for|on
        take|get me off|out hold|the|speaker|of hold|hook|here|work|bed|speaker
        not signed ?up yet
        not sign|signed ?up yet
        not|isnt|arent|no wrong number
        opt|opting|opted|optout out ?of the gym|class|surgery|procedure|insurance|meeting|event|party|trip|work|\
            school|lunch|dinner
    )"},
    {"a lawyer in passing", R"(
        im|is|was|as|be|becoming|became|am|are|were ?not a|an|the|our|your|my|her|his ?great|good lawyer|lawyers|\
            attorney|attorneys
        power|letter of attorney
        lawyer|attorney friend|joke|jokes|fees
    )"},
    {kOwnFooter, R"(
        reply|text|txt|send|respond|message|type|enter|texting|replying|texted|sending ?with ?the ?word stop|end|\
            quit|cancel|unsubscribe|optout|stopall to|2|if|for|at|anytime|in|or ?be opt|optout|unsubscribe|end|\
            cancel|quit|stop|unenroll|discontinue|leave|removed ?out
        reply|text|txt|send|respond|message|type|enter|texting|replying|texted|sending ?with ?the ?word stop|end|\
            quit|cancel|unsubscribe|optout|stopall to|2|if|for|at|anytime|in|or ?help
        stop|end|quit|cancel|unsubscribe to|2 opt|optout|unsubscribe|end|cancel|quit|unenroll|discontinue ?out
        to|2 stop|end|cancel|optout ?receiving ?these texts|txts|msgs|messages|alerts reply|text|txt|send ?with ?the ?word ?stop|end|unsubscribe|optout !me|us
        stop|help for|to help|info|end|information
    )"},
    {"a harmless figure of speech", R"(
        heard|sorry|hear ?that|about|to ?about ?for ?hear your|you|the *3 passed|passing|died|death|loss|lost ?away
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
// clang-format on

}  // namespace tidings::sms::replies
