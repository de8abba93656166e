// Every bound of the product in one place: queues, batches, bodies, waits. A queue without a line here is a fault.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tidings::limits {

// net
inline constexpr size_t kHttpBodyBytes = 1 << 20;  // JSON and webhook bodies
inline constexpr size_t kHttpHeaderBytes = 32 << 10;
inline constexpr size_t kHttpConnections = 4096;          // open server connections
inline constexpr int64_t kHttpIdleMs = 60'000;            // keep-alive without a request
inline constexpr int64_t kHttpReadMs = 30'000;            // one request's bytes
inline constexpr int64_t kHttpWriteMs = 30'000;           // one answer's bytes, or one piece of an event stream
inline constexpr int64_t kHttpLingerMs = 1'000;           // after the last answer, until the other side closes
inline constexpr int64_t kHttpStopMs = 5'000;             // requests in flight when the server is told to stop
inline constexpr size_t kUploadProgressBytes = 64 << 10;  // an upload must bring this much every kHttpReadMs
inline constexpr size_t kEventBufferBytes = 256
                                            << 10;    // written for one event-stream reader, not yet read: then dropped
inline constexpr int64_t kEventHeartbeatMs = 15'000;  // a comment line on a quiet event stream
inline constexpr size_t kHttpWorkers = 4;             // threads that run API handlers
inline constexpr size_t kHttpWorkQueue = 1024;        // requests waiting for a worker; then 503
inline constexpr size_t kIdempotencyKeyBytes = 200;
inline constexpr int64_t kIdempotencyMs = 24 * 3'600'000;  // a repeat later than this is a new request
inline constexpr size_t kBatchRecipients = 1000;           // of one batch send
inline constexpr size_t kEventListeners = 100;             // readers of /api/events
inline constexpr int64_t kEventsAtOnce = 500;              // of each kind, told in one look
inline constexpr int64_t kExportRows = 10'000;             // of one answer with CSV
inline constexpr size_t kReplayAtOnce = 1000;              // webhooks named in one request
inline constexpr int64_t kUploadBytes = int64_t{4} << 30;  // one import file
inline constexpr size_t kCarrierConnections = 128;         // keep-alive connections to one carrier host
inline constexpr size_t kCarrierQueue = 4096;              // requests waiting for such a connection
inline constexpr int64_t kConnectMs = 5'000;               // name, connect and TLS of an outgoing connection
inline constexpr size_t kConnectingMost = 128;             // outgoing connections to one host being made at once
inline constexpr size_t kConnectionsFirst = 8;             // over TLS, while the host has given no session yet
inline constexpr int64_t kReuseIdleMs = 4'000;             // an outgoing connection quiet for longer is not used again
inline constexpr int64_t kHostKeptMs = 600'000;          // a host that is not spoken to is remembered: its TLS session
inline constexpr int64_t kResolvedMs = 30'000;           // a looked-up host name is believed
inline constexpr size_t kProblemBytes = 300;             // of an answer shown in an error
inline constexpr int64_t kAlertKeptMs = 24 * 3'600'000;  // an alert that could not be told is tried for so long
inline constexpr size_t kMailQueue = 64;                 // mails that wait to be handed in
inline constexpr size_t kMailLine = 900;                 // bytes; RFC 5322 allows 998
inline constexpr int64_t kMailTimeoutMs = 30'000;        // one mail, connection included
inline constexpr size_t kAnswerBytes = 8 << 20;          // one answer's body

// store
inline constexpr size_t kWriteQueue = 8192;        // writes waiting for the group commit
inline constexpr size_t kWriteGroup = 1024;        // writes in one commit
inline constexpr int64_t kCommitLingerUs = 2'000;  // wait for company under load
inline constexpr size_t kCommitsFirst = 8;         // in a row for writes that somebody waits for, while others wait
inline constexpr size_t kCommitCompany = 4;        // writes in one commit that make the next one wait for more
// More than kHttpWorkers: slow answers of the API must not keep dispatch, intake and the planner from reading.
inline constexpr size_t kReadConnections = 8;
inline constexpr int64_t kLogPages = 4'000;    // of the write-ahead log: then they are moved to the main file
inline constexpr int64_t kLogRestPages = 300;  // which the writer itself may move
inline constexpr int64_t kLogPagesMost = 16 * kLogPages;  // then the writer waits until they are
inline constexpr uint64_t kLeastFreeBytes = 1 << 20;    // with less on the disk of the database the server is not ready
inline constexpr int64_t kStoreConnectMs = 5'000;       // to a database server
inline constexpr int64_t kStoreAnswerMs = 20'000;       // bytes on their way to a server that is not heard of
inline constexpr int64_t kStoreAwayMs = 10'000;         // writes wait so long for a server that went away, then fail
inline constexpr int64_t kStoreTurnMs = 20'000;         // a node's wait for its turn to write
inline constexpr int64_t kStorePausedWriterMs = 5'000;  // a node that stops in mid transaction loses its turn
inline constexpr int64_t kTurnMs = 8'000;               // a node's turn at the stages, unless it is renewed
inline constexpr int64_t kTurnLookMs = 250;             // between two looks whether the turn is free
inline constexpr int64_t kPresenceMs = 1'500;           // how long it is waited for one whose session has ended
inline constexpr int64_t kPresenceLookMs = 250;         // between two looks whether our own has
inline constexpr int64_t kStorePausedReaderMs = 60'000;  // and its snapshot
inline constexpr int64_t kHistoryMs = 24 * 3'600'000;    // between two looks at what is old, and at the months to come
inline constexpr int kHistoryMonthsAhead = 2;            // parts of a table made before they are needed
inline constexpr int kHistoryMonthsMost = 36;            // made at once, for a database that is moved
inline constexpr int64_t kHistoryLockMs = 200;           // making or dropping a part waits so long for readers, then
inline constexpr int64_t kHistoryAgainMs = 60'000;       // it is tried again after this
inline constexpr int64_t kHistoryKeptMost = 10'000;      // rows that stay of a part that is dropped; with more it stays
inline constexpr int64_t kHistoryRestMost =
    100'000;                                   // rows outside all parts, read when a part is made; with more none is
inline constexpr int64_t kHistoryChunk = 500;  // old rows looked at and deleted in one transaction
inline constexpr int64_t kHistoryPaceMs = 20;  // between two of these

// stages
inline constexpr size_t kPlanChunk = 500;           // contacts planned in one transaction
inline constexpr size_t kClaimBatch = 256;          // messages claimed in one tick
inline constexpr size_t kInFlight = 256;            // requests at the carrier at once
inline constexpr size_t kInFlightMost = 4096;       // that may be configured
inline constexpr size_t kInFlightDirect = 32;       // beyond that, for messages outside campaigns only
inline constexpr size_t kInFlightCalls = 16;        // requests for calls at the carrier at once: a pool of their own
inline constexpr size_t kCallClaimBatch = 32;       // calls claimed in one tick
inline constexpr double kSenderCallsPerS = 1;       // from one number [Twilio: 1 by default]
inline constexpr int64_t kFallbackBatch = 200;      // texts of hybrid campaigns looked at in one transaction
inline constexpr int64_t kHasteMs = 2'000;          // after a single message: bulk work in small bites
inline constexpr size_t kHastyBatch = 32;           // messages settled and claimed in one tick then
inline constexpr size_t kHastyPlanChunk = 100;      // and contacts planned in one transaction
inline constexpr size_t kReceiptsWaiting = 16'384;  // answered, not applied; then they are applied before the answer
inline constexpr size_t kReceiptsAtOnce = 256;      // applied in one write; urgent ones wait for it
inline constexpr int64_t kReceiptPaceMs = 5;        // between two such writes
inline constexpr int64_t kReceiptLeaseMs = 60'000;  // answered and not applied for so long: somebody else does it
inline constexpr size_t kIntakeBatch = 256;         // journalled events applied in one tick
inline constexpr int64_t kLeaseMs = 60'000;         // claimed or handed longer than this without news: rescued
inline constexpr int64_t kSendTimeoutMs = 15'000;   // one request to a carrier
inline constexpr size_t kPolicyTexts = 200, kPolicyTextBytes = 200;
inline constexpr int64_t kRulePackLookMs = 2'000;               // whether an operator changed a rule pack
inline constexpr int64_t kHandoverMs = kSendTimeoutMs + 5'000;  // from a decision to the last byte of its request
inline constexpr int kCarrierFailuresInARow = 10;  // unreachable or unknown: from then on it is only probed
inline constexpr int64_t kTrialFirstMs =
    60'000;  // a sender in trouble is tried with one message, then at twice the time
inline constexpr int64_t kTrialMostMs = 30 * 60'000;
inline constexpr int64_t kOutageMs = 2 * 60'000;       // a carrier that takes nothing for so long is an incident
inline constexpr int64_t kOutageForgottenMs = 60'000;  // nothing was asked for longer: failures before do not count
inline constexpr int64_t kCallSetUpMs = 2 * 60'000;    // by then a call rings, was taken or is over
inline constexpr int64_t kCallOverMs = 15 * 60'000;    // by then every call is over: ringing, ten minutes, the events
inline constexpr int64_t kCallAskedMostMs = 3 * 86'400'000;  // older ones are not asked for any more
inline constexpr int64_t kCallCheckEveryMs = 60'000;
inline constexpr int64_t kCallCheckPaceMs = 1'000;
inline constexpr size_t kCallCheckPage = 20;
inline constexpr int64_t kSmokeLookMs = 5'000;         // whether a smoke message is due, or what became of it
inline constexpr int64_t kClockJumpMs = 10 * 60'000;   // a clock that is ahead by so much, all at once, stops sending
inline constexpr int64_t kClockAgreesMs = 2 * 60'000;  // near enough to the clock of a carrier
inline constexpr int64_t kKnownSenderWaitMs = 60'000;  // a person waits so long for the sender they know
inline constexpr int64_t kCarrierProbeMs = 1'000;      // one message in this time, until one is answered
inline constexpr int kSendAttempts = 3;                // first try and two repeats [seed 002]
inline constexpr int64_t kRetryDelaysMs[] = {5'000, 10'000, 20'000};
inline constexpr int kWebhookAttempts = 4;  // first try and three repeats, then the dead-letter list
inline constexpr int64_t kWebhookRetryDelaysMs[] = {1'000, 10'000, 60'000};
inline constexpr int64_t kInboundPartsMs =
    2 * 60'000;  // parts of a text wait so long for the others [< kConfirmationMs]
inline constexpr int64_t kInboundPartsLateMs = 24 * 3'600'000LL;  // a part that late still belongs to them [Vonage]
inline constexpr int64_t kInboundPartsEveryMs = 5'000;            // between two looks at what has waited
inline constexpr size_t kReviewBatch = 100;                       // overdue reviews decided in one tick
inline constexpr int64_t kConfirmationMs = 5 * 60'000;  // an answer to STOP, START or HELP later than this stays unsent
inline constexpr int64_t kHelpEveryMs = 60'000;         // one HELP answer a number in this time
inline constexpr int64_t kConfirmationsPerDay = 10;     // to one number: two robots must not talk for ever

// watch
inline constexpr int64_t kReconcilePages = 200'000;           // of one run; a log without an end is none
inline constexpr int64_t kReconcileMargin = 3'600'000;        // a log's order is believed up to this
inline constexpr int64_t kReconcileBackOffMs = 1'000;         // a carrier that does not answer; doubled each time, to
inline constexpr int64_t kReconcileBackOffMostMs = 300'000;   // this
inline constexpr int64_t kReconcileGiveUpMs = 2 * 3'600'000;  // without an answer
inline constexpr int kReconcileTries = 3;                     // of what fails at once: a page, its media
inline constexpr int64_t kReconcileNotOurs = 200;             // messages of others that one run shows; all are counted
inline constexpr int64_t kReconcileQuietMs = 24 * 3'600'000;  // a light run that found nothing is kept so long
inline constexpr int64_t kReconcileMostMs = int64_t{400} * 24 * 3'600'000;  // of the past, in one run
inline constexpr int64_t kCanaryLookMs = 1'000;                             // between two looks at canaries
inline constexpr int64_t kCanariesOpen = 100;                               // looked at in one transaction
inline constexpr int64_t kCanaryWaitMs = 10 * 60'000;  // to be handed over; then it is not sent at all
inline constexpr int64_t kCanaryKeptMs = int64_t{400} * 24 * 3'600'000;
inline constexpr int64_t kReconcileLookMs = 500;  // between two looks whether there is something to do

// campaigns
inline constexpr int kConcurrentSmsCampaigns = 10;            // active at once [seed 003]
inline constexpr int kConcurrentVoiceCampaigns = 5;           // a pool of its own [seed 003]
inline constexpr int64_t kUndoMostMs = 60 * 60'000;           // how long a start or a send may wait to be taken back
inline constexpr size_t kRecallBatch = 32;                    // cancellations under way at the carriers at once
inline constexpr int64_t kRecallNumberMs = 72 * 3'600'000LL;  // no carrier keeps a message queued longer [Vonage: ttl]
inline constexpr int64_t kRecallScan = 5'000;                 // messages of a stopped campaign looked at in one tick
inline constexpr size_t kErasureBatch = 200;    // rows of an erased number made anonymous in one transaction
inline constexpr int64_t kErasureScan = 2'000;  // webhooks of the journal looked through in one transaction
inline constexpr size_t kErasureReasonBytes = 500;
inline constexpr double kCampaignWeightLeast = 0.1, kCampaignWeightMost = 100;
inline constexpr double kCampaignRateMost = 100'000;           // messages a second
inline constexpr int kRingLeastS = 5, kRingMostS = 120;        // [Vonage: 120 at most]
inline constexpr int64_t kCallAfterLeastMs = 60'000;           // a call after an undelivered text
inline constexpr int64_t kCallAfterMostMs = 72 * 3'600'000LL;  // no carrier keeps a text queued longer [Vonage: ttl]
inline constexpr size_t kVoiceNameBytes = 100;                 // of a carrier's voice
inline constexpr size_t kCampaignNameBytes = 200;
inline constexpr size_t kAudienceTags = 100;     // in one audience
inline constexpr size_t kCampaignSenders = 100;  // in one pool
inline constexpr size_t kSweepChunk = 500;       // messages cancelled or expired in one transaction
inline constexpr size_t kMeteredCampaigns = 64;  // whose present rate is remembered
inline constexpr int64_t kExportPage = 1000;     // rows of one page of an export

// pre-flight
inline constexpr size_t kPreflightPage = 500;                                // recipients read in one transaction
inline constexpr size_t kPreflightRecipients = 5'000'000;                    // of one campaign
inline constexpr int64_t kPreflightAheadMs = 366 * 24 * int64_t{3'600'000};  // how far its clock runs
inline constexpr size_t kPreflightsAtOnce = 1;  // under way; the others are told to come back
inline constexpr size_t kPreflightsKept = 4;    // whose recipients may still be asked for …
inline constexpr size_t kPreflightRowsKept =
    6'000'000;                                     // … with so many of them in all; the newest is kept in any case
inline constexpr size_t kPreflightPrices = 1'000;  // in one request

// carriers
inline constexpr size_t kWebhookFields = 1000;        // parameters of one webhook; more is no carrier's
inline constexpr int kInboundParts = 255;             // of one long text, as it comes in; a byte counts them
inline constexpr size_t kMediaPerMessage = 10;        // attachments, both ways
inline constexpr size_t kMediaBytes = 16 << 20;       // one of them: fetched, or uploaded to be sent
inline constexpr size_t kMediaPartBytes = 256 << 10;  // of one, in one row and one write
inline constexpr size_t kMediaUploads = 8;            // held in memory at once, on their way in
inline constexpr size_t kMediaInFlight = 4;           // fetched at once; each is held in memory meanwhile
inline constexpr int64_t kMediaFetchMs = 60'000;      // one request for one, to its last byte
inline constexpr int kMediaRedirects = 3;
inline constexpr int64_t kMediaRetryDelaysMs[] = {5'000,       30'000,        2 * 60'000,   10 * 60'000,
                                                  30 * 60'000, 2 * 3'600'000, 6 * 3'600'000};  // then it has failed
inline constexpr int64_t kMediaLookMs = 1'000;  // between two looks for what is to be fetched
inline constexpr size_t kMediaUrlBytes = 4 << 10;
inline constexpr size_t kMediaNameBytes = 200;
inline constexpr size_t kFindPage = 100;                      // messages asked for at once when looking one up
inline constexpr size_t kListPage = 200;                      // messages of an account's log asked for at once
inline constexpr int64_t kCarrierClockMs = 60'000;            // a carrier's clock and ours agree no better than this
inline constexpr int64_t kRetryAfterMostMs = 60 * 60 * 1000;  // a carrier's longer Retry-After is cut to this

// the carrier simulator
inline constexpr size_t kSandboxMessages = 500'000;      // remembered; the oldest are forgotten
inline constexpr size_t kSandboxRecipients = 2'000'000;  // with counters
inline constexpr size_t kSandboxBodies = 32;             // different texts counted for one recipient
inline constexpr size_t kSandboxWebhooks = 1'000'000;    // waiting or on their way
inline constexpr size_t kSandboxLost = 100'000;          // webhooks that were lost, remembered
inline constexpr size_t kSandboxSenders = 10'000;        // with a throughput of their own
inline constexpr size_t kSandboxPage = 1000;             // entries in one answer

// the gate
inline constexpr int64_t kHoursHorizonMs = int64_t{21} * 24 * 3'600'000;  // how far it looks for allowed hours
inline constexpr int64_t kHoldRecheckMs = 15 * 60'000;  // a hold whose end nobody knows is looked at again after this
inline constexpr size_t kHoursCacheEntries = 1024;      // answers kept for the current minute

// messages sent one by one
inline constexpr int64_t kSendAheadMs = 366 * 24 * int64_t{3'600'000};  // send_at beyond it is a slip

// the medium
inline constexpr size_t kBodyCharacters = 1600;  // Twilio and Quo refuse more
inline constexpr size_t kReplyBytes = 8 << 10;   // of an inbound text that are read for STOP and its like
inline constexpr size_t kTemplateBytes = 8 << 10;
inline constexpr size_t kTemplateSections = 16;  // nested in one another
inline constexpr size_t kSegmentsDefaultMax = 10;

// audience
inline constexpr size_t kCsvFieldBytes = 64 << 10;
inline constexpr size_t kCsvRecordBytes = 1 << 20;  // one row of a contact file
inline constexpr size_t kCsvColumns = 1024;
inline constexpr size_t kImportChunk = 4000;     // rows in one transaction while nobody waits for it
inline constexpr size_t kImportChunkBusy = 500;  // and not fewer, however many do
inline constexpr int64_t kImportHoldMs = 40;     // that one transaction should hold up others at most
inline constexpr size_t kContactFields = 64;
inline constexpr size_t kContactFieldBytes = 4 << 10;  // one value
inline constexpr size_t kImportNameBytes = 200;        // of an import, a list, a case reference
inline constexpr size_t kImportEvidenceBytes = 2000;
inline constexpr size_t kContactTags = 100;  // in one row, or for all rows of an import
inline constexpr size_t kTagBytes = 100;
inline constexpr size_t kImportReadBytes = 64 << 10;  // one read of a contact file
inline constexpr int64_t kImportWaitingBytes =
    8 << 20;                                      // of a contact file, read and not stored, however few rows that is
inline constexpr size_t kImportCleanup = 5000;    // remembered numbers forgotten in one transaction
inline constexpr size_t kRejectValueBytes = 100;  // of a refused value, kept for the reject file
inline constexpr int64_t kRejectPage = 1000;

// do-not-contact registers
inline constexpr size_t kRegisterChunk = 8000;       // lines of a list stored in one transaction while nobody waits
inline constexpr size_t kRegisterChunkBusy = 500;    // and not fewer, however many do
inline constexpr size_t kRegisterRejects = 1000;     // refused lines kept of one list, the first; all are counted
inline constexpr size_t kRegisterNameBytes = 60;     // of a register
inline constexpr size_t kRegisterSourceBytes = 200;  // where a list is from
inline constexpr size_t kRegisterCovers = 500;       // beginnings of numbers one list speaks of
inline constexpr int64_t kWashScan = 1000;           // planned messages looked at in one tick, for numbers to wash
inline constexpr size_t kWashInFlight = 2;           // washes of one register under way at once
inline constexpr size_t kWashUnclear = 20;           // unclear washes of one register; with more no new ones
inline constexpr int64_t kWashHeldMs = 2'000;        // between two looks at what is held for want of an answer
inline constexpr int64_t kWashRoundMs = 60'000;      // between two looks at all that is planned
inline constexpr int64_t kWashLookMs = 30'000;       // after an unclear wash its result is asked for, and once more
inline constexpr int64_t kWashLookLaterMs = 30 * 60'000;    // then so much later
inline constexpr int64_t kWashGiveUpMs = 24 * 3'600'000;    // no result by then: nobody can say
inline constexpr int64_t kWashBackOffMs = 30'000;           // a register that does not answer; doubled each time, to
inline constexpr int64_t kWashBackOffMostMs = 30 * 60'000;  // this, which is also the pause after a refusal
inline constexpr int64_t kWashBalanceMs = 6 * 3'600'000;    // between two questions for the balance
inline constexpr size_t kLookupChunk = 200;                 // rows of an import that are looked up before any is stored
inline constexpr int64_t kLookupTries = 3;                  // of one number, while the service answers for others
inline constexpr int64_t kLookupTriesAlone = 8;             // of one number, while nobody else asks
inline constexpr int kLookupFailures = 5;                   // in a row: the service is down
inline constexpr int64_t kLookupBackOffMs = 1'000;          // after a failure; doubled each time, to
inline constexpr int64_t kLookupBackOffMostMs = 5 * 60'000;  // this
inline constexpr int64_t kLookupRefusedMs = 15 * 60'000;     // after a refusal, which a person has to mend
inline constexpr int64_t kLookupForgetMs = 3'600'000;        // a question without an answer is forgotten
inline constexpr int64_t kServiceTimeoutMs = 60'000;         // one question to a register or a look-up
// consent
inline constexpr size_t kConsentFieldBytes = 2000;  // one field of what proves it
inline constexpr size_t kWordingBytes = 16 << 10;   // a text people agree to
inline constexpr size_t kWordingVersionBytes = 100;
inline constexpr int64_t kOptInMostMs = int64_t{30} * 24 * 3'600'000;  // to answer a question of double opt-in
inline constexpr int64_t kOptInLookMs = 5 * 60'000;                    // between two looks at an open one
inline constexpr int64_t kOptInBatch = 200;                            // looked at in one transaction

// evidence packs
inline constexpr size_t kEvidenceLineBytes = 4 << 20;  // one line; a contact's own fields are most of the longest
inline constexpr int64_t kEvidencePackBytes = int64_t{2} << 30;  // one pack
inline constexpr size_t kEvidencePieceBytes = 1 << 20;           // of one answer, up to the next end of a line
inline constexpr int64_t kEvidencePage = 200;                    // rows read at once
inline constexpr size_t kEvidenceKept = 4;                       // packs that may still be fetched
inline constexpr int64_t kEvidenceKeptMs = 3'600'000;            // and for how long
inline constexpr size_t kEvidenceReasonBytes = 1000;

// lists
inline constexpr int64_t kPageDefault = 50;
inline constexpr int64_t kPageMost = 500;

}  // namespace tidings::limits
