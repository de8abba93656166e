// Reads what Vonage answers to a request to send. Pure, any thread. Answers are read defensively: an error may carry
// other JSON than promised, or none.
//
// SMS API: 200 also for errors; one element a part of the message, each with a status. Any part accepted means the
// message is: it is never sent again, for its first part has left. Where another part was refused the message has
// failed by that part's code.
#pragma once

#include "carrier/contract.h"

namespace tidings::carrier::vonage {

SendResult read_sms_answer(const HttpResult& result);
SendResult read_message_answer(const HttpResult& result);

}  // namespace tidings::carrier::vonage
