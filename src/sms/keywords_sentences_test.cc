#include "sms/keywords.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tidings::sms {
namespace {

void expect_all(std::string_view expected, std::initializer_list<std::string_view> replies) {
  for (const auto reply : replies) {
    const auto got = classify_reply(reply);
    EXPECT_EQ(to_string(got.reply_class), expected) << "«" << reply << "» because: " << got.because;
    EXPECT_FALSE(got.because.empty());
  }
}

// Further sentences, between " / ".
void expect_each(std::string_view expected, std::string_view sentences) {
  for (size_t at = 0; at < sentences.size();) {
    const size_t end = std::min(sentences.find(" / ", at), sentences.size());
    std::string sentence(sentences.substr(at, end - at));
    std::ranges::replace(sentence, '\n', ' ');
    expect_all(expected, {sentence});
    at = end + 3;
  }
}

// clang-format off
TEST(Keywords, TrapsStayNone) {
  expect_all("none", {
      "", "   ", "👍", "ok", "OK thanks", "Thanks!", "no", "No", "nah", "k", "see you", "???", "1", "C", "12345",
      "don't stop", "Don’t stop", "dont stop", "do not stop", "please don't stop", "Don't stop texting me",
      "please do not stop sending these", "never stop", "never stop learning", "Don't stop believing",
      "I don't want you to stop", "I don't want to stop", "I don't want to unsubscribe", "don't unsubscribe me",
      "Do not remove me from the list", "please don't remove me", "don't cancel", "don't cancel my appointment",
      "I didn't mean to unsubscribe", "I don't want to opt out", "do not opt me out", "don't opt out", "stop by at 5",
      "Stop by at 5", "STOP BY AT 5", "stop by", "I'll stop by tomorrow", "Can I stop by today?",
      "can you stop by the office", "please stop by", "Stop by anytime!", "stop over for dinner", "stop in tomorrow",
      "I can't stop laughing", "Can't stop laughing", "cant stop wont stop", "I can't stop thinking about it",
      "couldn't stop crying", "It won't stop raining", "the bleeding won't stop", "full stop", "Full stop.",
      "bus stop", "Meet me at the bus stop", "pit stop", "we need a pit stop", "one stop shop", "one-stop",
      "One stop", "non stop", "non-stop", "nonstop", "It's been non-stop today", "truck stop", "next stop",
      "this is my stop", "I missed my stop", "where is the nearest stop", "last stop on the line", "a quick stop",
      "rest stop", "Where do I get off? Which stop?", "stop sign", "stop at the store", "stop at the light",
      "stop for gas", "stop and get milk", "I had to stop and get gas", "where should we stop?",
      "when will the rain stop?", "stop worrying", "Stop worrying about it", "stop smoking program",
      "I want to stop smoking", "how do I stop the bleeding", "stop payment on the check",
      "it comes to a complete stop", "does the train stop here?", "The bus stops here", "he stopped by",
      "stopped at the store", "end of the month", "at the end of the month", "By the end of the week", "the end",
      "weekend", "the deep end", "End of story", "It will end at 5", "what time does it end?",
      "in the end it was fine", "I quit my job", "I quit smoking", "quit smoking", "he quit", "cancel my appointment",
      "Please cancel my appointment", "cancel my 3pm", "can I cancel my appointment for tomorrow?",
      "Need to cancel appt", "the cancel button", "The cancel button doesn't work", "cancel the order please",
      "cancelled", "how do I cancel an order", "remove the stitches when?", "remove the cast",
      "I opted for the early slot", "leave me a message", "don't leave me alone", "Leave me a voicemail",
      "we go away for the weekend", "going away party", "I'm going away next week", "go away for a week",
      "the pain won't go away", "delete the old file please", "did you lose my number?", "I lost your number",
      "I got lost", "take me off hold", "remove me from the waitlist", "Remove me from the schedule for Friday",
      "check your spam folder", "It went to my spam folder", "It was in my spam", "not spam", "don't text and drive",
      "Don't text and drive!", "I don't text while driving", "I don't text, please call", "no more questions",
      "no more room?", "I'm not sure", "Not sure", "not yet", "I'm not available", "I'm not coming", "Not Monday",
      "I'm not ready", "not today", "Not me", "I am not interested", "This is not what I ordered", "not really",
      "I'm not home", "I'm a lawyer", "Sue will be there", "This is Sue", "Sue said yes", "my phone died",
      "phone is dead", "wrong number of tickets", "Not interested", "not interested.", "No thanks", "no thank you",
      "No, thanks!", "nope", "I'm good", "I'll pass", "maybe later", "Sorry, not interested",
      "What time is my appointment?", "Can you call me?", "please call me", "call me at 5", "text me tomorrow",
      "Text me back", "Who is this?", "who is this", "how did you get my number", "What is this about?",
      "para mañana", "¿Para cuándo?", "alta", "para mi cita", "fin de semana", "Bis Ende des Monats", "no puedo ir",
      "no entiendo", "la fin du mois", "basta così poco?", "Das Ende war gut", "baja el precio", "Sale a las 5",
      "https://example.com/unsubscribe", "see www.example.com/stop", "stop@example.com",
      "email me at stop@example.com", "Is the remote working?", "step", "Top!", "shop", "quiet", "Quite", "cancer",
      "spot", "post", "option", "subscriber", "I'm out of town", "Sounds great, thanks", "congrats!!", "running late",
      "The doctor told me to stop taking it", "Should I stop taking the medication?", "I need to stop at the bank",
      "I'll stop texting you now", "Sorry I need to stop texting, driving", "damn that was good", "hell yeah",
      "holy shit that's great", "The service was fucking awesome", "I love it", "We moved to a new house",
      "my number is 555-1234", "I have a new number: 555-1234", "Can I change my number?", "No more than 3",
      "I don't know", "dont know yet", "I don't have it", "do not call before 9", "don't call me before noon",
      "stops", "bus stops",
  });
}
// clang-format on

// clang-format off
TEST(Keywords, RefusalsAreSuspected) {
  expect_all("suspected_stop", {
      "stop texting me", "Stop texting", "please stop texting me", "Please stop texting me!", "stop messaging me",
      "quit texting me", "QUIT TEXTING ME", "stop sending me texts", "stop sending these", "Stop sending",
      "stop contacting me", "can you stop texting me", "can you please stop", "could you stop",
      "would you please stop messaging this number", "I want you to stop texting me", "I asked you to stop",
      "I told you to stop texting", "I said stop", "I SAID STOP", "ive told you 3 times to stop", "make it stop",
      "make this stop", "stop it", "Stop this", "stop these messages", "stop the texts", "stop all messages",
      "STOP ALL TEXTS", "stop messages", "stop text", "stop sms", "stop alerts", "end texts", "end these messages",
      "cancel texts", "cancel my subscription", "stop bothering me", "stop harassing me", "stop spamming me",
      "stop fucking texting me", "stop f***ing texting me", "for the love of god stop texting me",
      "stop in the name of god", "stop blowing up my phone", "Stop calling and texting me", "stop already",
      "just stop", "just stop already", "Stop. I mean it", "No. Stop.", "hi, stop", "not interested STOP",
      "Not interested, please stop", "not interested stop texting me", "no thanks, stop", "STOP I am driving",
      "STOP John", "STOP marketing", "Stop 12345", "ok stop", "Hey STOP",
      "We don't need this STOP thanks for understanding everyone", "don't text me", "do not text me",
      "Don’t text me again", "dont text", "do not text this number", "never text me again", "Never contact me again",
      "do not contact me", "please do not contact me again", "dont message me", "don't send me texts",
      "Don't send me any more messages", "do not send me anything", "don't send any more", "do not call or text",
      "don't call me again", "I don't want these texts", "I don't want your messages", "i dont want to receive texts",
      "I do not wish to receive messages", "I no longer wish to receive these", "no longer want messages",
      "don't want this", "I dont want to be contacted", "take me off", "take me off your list",
      "take me off this list", "Take me off the list please", "take my number off your list", "get me off this list",
      "Get me off your list!", "remove me from your list", "remove me from this list",
      "please remove me from the list", "remove my number", "Remove my number from your list", "remove from list",
      "remove this number", "delete my number", "Delete my number please", "lose my number", "Lose my number!",
      "lose this number", "forget my number", "please remove my name", "delete me from your database",
      "remove my info", "unsubscribe me from this", "I want to unsubscribe", "how do I unsubscribe?",
      "unsubscribe from all", "I unsubscribed already", "unsubscribe me right this minute", "I'd like to opt out",
      "opt me out", "I opt out", "opting out", "opt out of texts", "I want to be opted out", "no more texts",
      "No more texts!", "no more messages", "No more messages please", "no more", "No more please", "no more texting",
      "no texts please", "enough", "enough already", "enough with the texts", "no more spam", "zero texts",
      "leave me alone", "Leave me alone!", "please leave me alone", "leave me the hell alone", "leave me tf alone",
      "leave us alone", "go away", "Go away!", "please go away", "just go away", "get lost", "buzz off", "back off",
      "I revoke my consent", "revoke my consent", "Revoke consent", "I withdraw my consent", "withdraw consent",
      "I do not consent to these texts", "I never consented", "without my consent", "I did not sign up for this",
      "I didn't sign up for this", "didn't sign up", "never signed up", "I never signed up for these texts",
      "I did not ask for this", "never asked for this", "I didn't subscribe to this", "never gave you permission",
      "I don't remember signing up", "I did not opt in", "spam", "SPAM", "This is spam", "stop the spam",
      "you're spamming me", "spammer", "scam", "unsolicited text", "unwanted messages", "junk texts", "reporting you",
      "I'm reporting you", "I will report you", "reporting you to the FCC", "I'm reporting this number",
      "Reported as spam", "reported to the FTC", "do not call list", "I'm on the do not call list",
      "I am on the Do Not Call registry", "DNC", "my lawyer will contact you", "talk to my lawyer",
      "You will hear from my lawyer", "lawyer", "I will sue", "I'll sue you", "im going to sue you", "sue you",
      "see you in court", "cease and desist", "this is harassment", "legal action will follow", "TCPA violation",
      "This is illegal", "calling the police", "I'm blocking you", "blocking this number", "blocked",
      "if you don't stop I will call my lawyer", "why won't you stop texting me", "you never stop texting me",
      "it won't let me unsubscribe", "I can't unsubscribe", "cant opt out", "I keep getting these texts",
      "STOP START", "START STOP", "STOP HELP", "stop help", "help stop", "YES STOP", "stop yes", "Stop, start",
      "UNSTOP STOP", "stpo", "stp", "sotp", "tsop", "stip", "stopo", "st0p", "stoooop", "STOOOOOP", "sttop", "stoppp",
      "atop", "stopl", "ztop", "unsubcribe", "unsuscribe", "unsubscibe", "Unsubscrib", "unsubsribe", "unsubscribed",
      "cancle", "cansel", "qiut", "quitt", "optuot", "opt ou t", "st op", "stpo please", "please stpo",
      "stpo texting me", "sotp texting", "unsubcribe me from this", "СТОП", "ЅТОР", "fuck you", "Fuck off",
      "FUCK OFF", "fuck u", "f*ck off", "f*** you", "F off", "go fuck yourself", "fu", "stfu", "piss off",
      "screw you", "asshole", "you asshole", "bullshit", "go to hell", "eat shit", "🖕", "🖕🖕🖕", "bitch", "f u", "FUCK",
      "wtf", "stop you idiots", "🛑", "✋", "basta", "fin", "ende", "para", "halt", "cease", "leave", "exit",
  });
}
// clang-format on

// clang-format off
TEST(Keywords, WrongPersonIsSuspected) {
  expect_all("suspected_stop", {
      "wrong number", "Wrong number", "WRONG NUMBER", "sorry wrong number", "You have the wrong number",
      "u have the wrong number", "I think you have the wrong number", "wrong #", "wrong person",
      "you've got the wrong person", "wrong guy", "Wrong num", "is this the wrong number?", "not John", "Not John",
      "I'm not John", "im not john", "I am not Maria", "This is not John", "this isn't John",
      "this is not Mary Smith", "This isn't Bob anymore", "not Bob sorry", "It's not John",
      "no longer belongs to him", "This number no longer belongs to John", "this number doesn't belong to Mary",
      "not his number anymore", "this is not his number", "This is no longer her number", "that's not my name",
      "no John here", "There is no John here", "there's no Maria at this number", "nobody by that name here",
      "No one here by that name", "no one named John here", "I don't know any John", "I don't know anyone named Bob",
      "he doesn't work here anymore", "she no longer works here", "John no longer lives here",
      "He does not live here", "I just got this number", "new owner of this number",
      "I've had this number for 3 years", "not the person you're looking for", "You are texting the wrong person",
      "changed numbers", "deceased", "He is deceased", "she's deceased", "my husband passed away",
      "She passed away last year", "He died", "my mother died last month", "he is dead", "John passed away",
  });
}
// clang-format on

// clang-format off
TEST(Keywords, OtherLanguages) {
  expect_all("suspected_stop", {
      "arrêtez de m'envoyer des messages", "Arrêtez svp de m’écrire", "ne m'envoyez plus de sms",
      "Ne me contactez plus", "plus de messages", "laissez-moi tranquille", "désabonnez-moi", "retirez mon numéro",
      "mauvais numéro", "Je ne veux plus recevoir vos messages", "no me manden más mensajes", "No me escriban más",
      "no me envíen mensajes", "número equivocado", "Numero equivocado", "dejen de molestar",
      "deja de mandarme mensajes", "quítenme de la lista", "no quiero recibir mensajes", "dar de baja",
      "no más mensajes", "borren mi número", "basta de mensajes", "keine SMS mehr", "Bitte keine Nachrichten mehr",
      "falsche Nummer", "Schreiben Sie mir nicht mehr", "hören Sie auf", "Lassen Sie mich in Ruhe",
      "löschen Sie meine Nummer", "Melden Sie mich ab", "pare de mandar mensagens", "parem de me enviar mensagens",
      "não quero mais receber", "número errado", "não me mande mais mensagens", "me tire da lista",
      "geen berichten meer", "stop met sms'en", "verkeerd nummer", "verwijder mijn nummer", "laat me met rust",
      "non scrivetemi più", "non voglio più ricevere messaggi", "numero sbagliato", "smettetela", "cancellatemi",
      "basta messaggi", "стоп", "停止", "退订", "הסר", "توقف", "iptal", "berhenti",
  });
  EXPECT_EQ(classify_reply("fine").reply_class, ReplyClass::none);
  EXPECT_EQ(classify_reply("Fine", "it").reply_class, ReplyClass::suspected_stop);
  EXPECT_EQ(classify_reply("fine", "en").reply_class, ReplyClass::none);
  EXPECT_EQ(classify_reply("stop", "fr").reply_class, ReplyClass::stop);
}
// clang-format on

// clang-format off
TEST(Keywords, MoreHarmlessSentences) {
  expect_each("none", R"(Don't stop, please! / please don't stop the updates / Please do NOT stop / DON'T STOP / Dont Stop / do NOT stop
sending / don't ever stop / don't you stop now / we can't stop / She can't stop smiling / Can't stop, won't stop! /
couldnt stop laughing / can not stop coughing / cannot stop now, driving / I couldn't stop in time / Stop by at 5? /
stop by @ 5 / Stop by at 5pm please / Please stop by at 5 / Will stop by at 5 / I will stop by around 5 / stop by my
office / stop by later please / Stop by the store and get milk / stop by whenever / please stop by the front desk /
Stop off at mums / stop in at 5 / stop over at 5 / Full stop. No negotiations. / That is final, full stop / Pit stop
at the gas station / bus stop on 5th / the bus stop / Bus stop? / at the bus stop / Waiting at the bus stop / It's a
one stop shop / ONE STOP SHOP / non stop flight / Is it a nonstop flight? / Non-stop rain / nonstop / end of month /
End of the month / Can I pay at the end of the month? / by end of day / End of day works / until the end / what's the
end date / week end / the end is near / week's end / in the end / I quit / I quit my job today / I just quit my job /
She quit her job / quit my job lol / I'd never quit / Cancel my appointment / Cancel my appt please / please cancel
my appointment / pls cancel my appointment for Monday / I need to cancel my appointment / CANCEL MY APPOINTMENT /
cancel our meeting / Cancel my order / cancel order / cancel tomorrow / Cancel Monday / cancel the class / cancel
that / cancel culture / where's the cancel button / Click the cancel button / I hit the cancel button / press cancel
/ Help me move / help me move Saturday / help me please, I'm lost / can u help / I need help / Help with my account /
Helping a friend / thanks for the help / thanks for your help! / no help needed / More info please / more info / send
more info / Need more info please / Info please / info on pricing / For your info / Yes I'll be there / Yes, I will
be there! / yes i will / Yes at 5 / Yes thanks / yes ok / YES I WILL BE THERE / Yes and no / When does it start /
when does it start? / What time does it start / start time? / Start at 5 / Let's start / starting now / Let me start
over / start me up / I'll start tomorrow / Can I start Monday? / revoke my license? / They revoked my license /
remove the item / Remove one ticket please / Please remove item 3 / I'd like to remove a guest / That's awesome / Wow
/ Is this automated? / who are you / What company is this / I'm driving / can't talk now / Sorry, I can't talk right
now. / I'm in a meeting / I'm busy, text later / On my way / omw / Sounds good! / C U soon / thx / ty / np / Got it /
Confirmed / C / confirm / Confirm / 1 / 2 / yes 2 / R / Reschedule / reschedule please / rebook / RSVP yes / Count me
in / I'm in / Count me out / I'm out / Not going / not able to make it / can't come / Can't attend / won't be there /
Won't make it / I won't / I don't think so / I don't know / I do not know / idk / I don't understand / I dont get it
/ No entiendo / No puedo / No, gracias / no gracias / Sí / si / Oui / Ja / Nein danke / non merci / Gracias / merci
beaucoup / Danke schön / bis später / à demain / Hasta mañana / ¿A qué hora? / para mí está bien / Para el lunes por
favor / es para mi hija / la baja médica / estoy de baja / necesito la baja / alto costo / es muy alto / salir a
comer / voy a salir / quiero salir temprano / puedo cancelar mi cita / Quiero cancelar mi cita / cancelar cita /
parar en la tienda / no más preguntas / Ende der Woche / zu Ende / am Ende des Tages / basta pasta / fin du mois / en
fin / Finde ich gut / Ich kann nicht kommen / nicht heute / Wann fängt es an / ne peux pas venir / je ne peux pas /
je ne viens pas / pas demain / plus tard / plus de détails svp / arrêt de bus / à l'arrêt de bus / J'arrête de fumer
/ Je suis à l'arrêt / non posso / non oggi / più tardi / não posso / não sei / mais informações / para amanhã / pare
na loja / geen probleem / niet vandaag / stop bij de winkel / bushalte / I stopped / stopped / We stopped for lunch /
stop and smell the roses / stop watch / the stop light / ran a stop sign / Stop signs / at the stop sign turn left /
Turn right at the stop / is there a stop near you / any stops? / how many stops? / last stop / first stop is Denver /
my first stop / one more stop / I have one more stop to make / need to make a stop / making a stop / make a quick
stop / can we make a stop / quick pit stop first / I'd never unsubscribe / Please don't unsubscribe me! / did I
unsubscribe? / I didn't unsubscribe / I accidentally unsubscribed / I unsubscribed by accident / I accidentally hit
stop / I said stop by accident / oops I texted stop by mistake / Sorry, I didn't mean to text STOP / Didn't mean stop
/ I did not mean to opt out / I never opted out / I never said stop / who said stop? / my wife texted stop not me /
Why did I get opted out / Did you get my STOP? / opt for the window seat / optional? / What are my options / option 2
/ spam musubi please / Spam sandwich / ended up in my spam folder / your emails go to spam / Your email went to junk
/ went to junk folder)");
}

TEST(Keywords, MoreRefusals) {
  expect_each("suspected_stop", R"(stop all contact / stop everything / stop sending me this stuff / stop sending this crap / please discontinue texting
me / please discontinue / Discontinue all messages / cease all communication / halt all messages / end all texts /
end this / please end these texts / end subscription / cancel all messages / cancel subscription / cancel text
messages / Cancel these texts / please cancel these messages / cancel my text alerts / cancel service / please cancel
my subscription to this / stop my subscription / stop subscription / stop service / stop text messages / stop all
future texts / Stop sending me text messages / STOP SENDING ME TEXTS / STOP TEXTING / STOP CALLING ME / stop calling
/ stop emailing / stop emailing me and texting me / stop harrassing me / STOP HARASSING US / stop soliciting / Stop
soliciting me / stop selling / Stop bugging me / stop annoying me / stop pestering me / stop it please / please stop
this / please stop it / Please stop these texts / Please stop these / please stop messages / please stop sending /
please stop sending me text messages thank you / please stop sending me messages I am not interested / I would
appreciate it if you stopped texting me / I'd appreciate if you stop texting me / if you could stop texting me that
would be great / will you please stop texting / why are you still texting me / Why do you keep texting me / why do I
keep getting these / how many times do I have to say stop / How many times must I tell you to stop / how many times
do i need to text stop / I already said stop / I already told you to stop / I've said STOP already / I have asked you
to stop texting / I asked you guys to stop / I replied stop already / I texted stop yesterday / i sent stop 3 times /
I typed STOP and you still text me / You said reply stop, so STOP / told you STOP / tell them to stop texting me / I
WANT OUT / let me out / get me out of this / get me out of this list / take me out of your list / take me out of your
system / take me out / take us off your list / Take my cell off / take this number off / please take me off / please
take this number off your list / Take me off your call list / take my name off / Please take my name off of your list
/ delete me / delete me please / delete me from your contacts / delete my phone number / Delete my number now /
Please delete this number / delete this contact / remove my name and number / Remove my name / remove my phone number
/ remove my cell / remove this phone number from your list / remove this number immediately / remove me from the text
list / remove me from this text list / remove me from your database / remove me from distribution / remove me from ur
list / remove from your list / remove from this list / remove me now from your list / Please remove from list /
please remove me from your contact list / please remove my contact / kindly remove my number / kindly take me off / I
demand to be removed / I want to be removed / I want to be taken off this list / I need to be removed / I want my
number removed / Have my number removed / scratch me off your list / drop me from your list / cross me off your list
/ lose my number please / Please lose my number / forget this number / don't use this number / never use this number
again / don't contact this number / do not reply to this number / don't write to me / Do not write me / don't bother
me again / dont ever contact me again / don't call or text me / don't text or call / do not call me or text me /
don't call this number / never call me again / Do not send me texts / do not send messages / do not send any texts /
do not send anything / dont send me nothing / don't send me this / don't send this to me / don't send me this stuff /
dont send me any of this / dont send me political texts / no political texts / no solicitations / No soliciting / no
marketing texts please / no more marketing / i dont want this crap / I don't want these / I don't want them / I dont
want your text / I don't want your spam / I don't want to be texted / I don't want to be bothered / dont want to be
part of this / don't want to be in this group / don't want any part of this / I don't want to receive your texts / i
don't want to receive any more texts / don't wish to receive these / No longer interested, remove me / No longer
interested in texts / no longer want to be contacted / I no longer want to receive texts / I no longer wish to be on
your list / I don't need these texts / I don't need this / dont need these messages / I'm not interested in getting
texts / not interested, lose my number / Not interested! Do not contact / NOT INTERESTED STOP TEXTING / no no no stop
/ omg stop / OMG STOP TEXTING ME / ugh stop / Ugh, stop texting me / PLEASE STOP TEXTING ME!!!!!!! / STAHP / stoppppp
/ stooop / Stop I don't want this / stop i have the wrong number / stop i'm not interested / Stop - not interested /
stop, not interested / Stop! Not interested / stop im not john / STOP don't text me / STOP. REMOVE ME FROM LIST /
stop you have the wrong number / stop or I'll sue / stop or i report you / stop before I call my lawyer / Stop thanks
bye / stop bye / bye stop / ok thanks stop / Hi please stop / hello stop / Yes stop / YES, STOP / unsubscribe help /
opt out of this / opt-out of messages / opt out of all / opt me out of this list / Opt out of list / How to opt out /
how do i opt out of this / how do you unsubscribe / how to unsubscribe / unsubscribe link? / where is the unsubscribe
link / what do I text to unsubscribe / I tried to unsubscribe / tried unsubscribing / Trying to unsubscribe / I want
to be unsubscribed / Pls unsubscribe my number / unsubscribe my number / umsubscribe / unsubcribe me / unsubscrbe /
Unsubscripe / unsbscribe / unsubscirbe / usubscribe / I revoke any consent / revoking consent now / I hereby withdraw
consent / my consent is revoked / I did not opt in / I never opted in / Never opted in to this / Never signed up for
texts / I did not sign up / I didnt sign up for texts / who signed me up / I didn't give you my number / I never gave
you my number / no permission to text me / this is harrassment / You're harassing me / harassment / This is
harassment and I will report you / I'm contacting the FCC / I will be filing a complaint with the FCC / fcc complaint
/ You're being reported / You have been reported / i am going to report this number / I will report this as spam /
Reporting to FTC / reported and blocked / Blocked and reported / blocking / blocked / I'm on the national do not call
list / I am on a do not call list / do not call registry / Put me on your do not call list / add me to your do not
call list / put me on the do not contact list / please put me on your DNC list / My lawyer will be in touch / speak
to my lawyer / getting my lawyer involved / I have a lawyer / i will get a lawyer / see you in court! / I'm going to
take you to court / I'll take legal action / I will pursue legal action / Going to sue / gonna sue u / you will be
sued / I'll be suing / you have wrong number / got the wrong number / Wrong number, stop / I believe you have the
wrong number / I think this is the wrong number / sorry u have the wrong number / wrong number dude / wrong number
please remove / this is the wrong phone number / Wrong contact / wrong #! / Wrong no. / wrong num bro / I'm not Dave
/ Not dave / this isnt dave / i aint dave / Not Ms. Jones / I'm not Mrs Smith / not Mr. Smith / I'm not the person
you're looking for / I am not him / I'm not her / i'm not this person / this is not her / this is not him / This
isn't him / There is nobody named Maria at this number / nobody named maria / no maria at this number / Maria doesn't
live here anymore / Maria no longer lives here / Maria does not have this number / this isn't Maria's number / This
phone no longer belongs to Maria / number no longer belongs to her / this number belongs to someone else / belongs to
someone else now / You have someone else's number / This is my number now / different person / new person has this
number / someone else has this number now / this number was reassigned to me / I'm the new owner of this phone number
/ She died last year / John is deceased / My father passed away last month / he passed / he has passed / my dad is
dead / He died in 2020 / the recipient is deceased / She's no longer alive)");
}
// Found by reading conversations and by asking what a careful person would say.
TEST(Keywords, FoundByReadingNone) {
  expect_each("none",
      "he passed the exam / She passed her driving test / he passed inspection / We passed / I passed last week / "
      "I'll pass on that / passed on the offer / I got the wrong item / you have the wrong address / "
      "police station address? / the cops are here, running late / I work for the police / "
      "why did you stop texting me? / "
      "you stopped texting me / why did the messages stop? / see you at the stop / that's the right stop / "
      "ok one more stop / at 3rd stop / 4 e rain 2 stop / how can I get it to stop bleeding / the removal guys came / "
      "asking about removal of a mole / this is my new number / end of the call / no more tsunamis / I replied yes / "
      "my doctor told me to stop / should I stop taking the pills? / cancel it please / cancel this appointment / "
      "How do I cancel this order? / stop making me laugh so hard / let me be honest / "
      "stop and help me move / I'm suing for custody / Not Christmas / go and end it there / arrêt de bus / "
      "tengo que cancelar mi cita / ich muss den Termin absagen / einde van de maand / ik stop om 5 uur / "
      "devo annullare l'appuntamento / bushalte / wend / optimum out / я буду в пять / 明天见 / sim, até amanhã");
  expect_all("none", {"Ha reaccionado con 👍 a “Hola, responde STOP”", "Hat „Hallo, antworte STOP“ mit „Gefällt mir“ markiert",
      "Gillade ”Hej, svara STOPP”", "Likte «Hei, svar STOPP»", "Tykkäsi: ”Hei, vastaa STOP”",
      "Ha messo un cuore a “Ciao, rispondi STOP”", "Hat ein Herz für „Hallo, antworte STOP“ hinterlassen",
      "Vind “Hallo. Antwoord STOP” leuk", "喜欢了“你好，回复STOP退订”", "已赞“你好，回复TD退订”"});
}
TEST(Keywords, FoundByReadingSuspected) {
  expect_each("suspected_stop",
      "not interested stop / Not interested stop please / not interested please stop / I'm good stop / voted stop / "
      "this is getting annoying stop / thanks but stop / stop who is this / STOP WHO ARE YOU / "
      "stop how did you get this number / "
      "stop u have the wrong person / stop doing this / stop messeging me / stop annoying me / STOOP / stoop / "
      "un-subscribe me please from this / do not send / do not call / don't contact / shove off / fk off / "
      "forget me / opt ou / "
      "I have requested removal / requesting removal / My number is registered on do not call / "
      "i will complain to Ofcom / I'll complain to the ombudsman / you're breaking the law / phishing / "
      "I'll call the police / reporting to police / incorrect number / this is a new number / "
      "Steve changed his number / "
      "cancel this / cancel everything / Cancel my membership texts / end these / You're annoying me / "
      "which part of stop do you not understand / Replied stop and still getting texts / I keep saying stop / "
      "told you stop / "
      "I'm telling you to stop / how do I get off this? / How do I cancel this / how do i get these to stop / "
      "I need these to stop / get these to stop / Falsch verbunden / Está equivocado / engano / отпишите меня / 取消订阅 / "
      "Stop & help / stop and start / STOP - START / opt our / otp out / opt put / endd / edn / you suck / "
      "go f yourself / jerk / "
      "Merci de ne plus me contacter / Ne plus me contacter / Vous faites erreur / Este no es el número de Juan / "
      "no conozco a Juan / Ich bin nicht Hans / Das ist nicht die Nummer von Hans / Por favor, parem / "
      "Não sou o João / "
      "Gelieve mij niet meer te sms'en / Ik ben Jan niet / Non sono Mario / Sluta skicka sms / Lopettakaa / "
      "Przestańcie pisać / Proszę nie pisać do mnie / перестаньте писать / не пишите мне больше / удалите мой номер / "
      "не звоните / Вы ошиблись номером / 不要再发了 / 别再发短信 / 請停止 / やめてください / 配信停止してください / 그만 보내세요 / "
      "لا ترسل / he has passed / she passed on / my father passed in 2020 / she passed away last month");
  EXPECT_EQ(classify_reply("fine", "IT").reply_class, ReplyClass::suspected_stop);
}
// clang-format on

}  // namespace
}  // namespace tidings::sms
