// Every bound of the product in one place: queues, batches, bodies, waits. A queue without a line here is a fault.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tidings::limits {

// net
inline constexpr size_t kHttpBodyBytes = 1 << 20;             // JSON and webhook bodies
inline constexpr size_t kHttpHeaderBytes = 32 << 10;
inline constexpr size_t kHttpConnections = 4096;              // open server connections
inline constexpr int64_t kHttpIdleMs = 60'000;                // keep-alive without a request
inline constexpr int64_t kHttpReadMs = 30'000;                // one request's bytes
inline constexpr size_t kHttpWorkers = 4;                     // threads that run API handlers
inline constexpr size_t kHttpWorkQueue = 1024;                // requests waiting for a worker; then 503
inline constexpr int64_t kUploadBytes = int64_t{4} << 30;     // one import file
inline constexpr size_t kCarrierConnections = 128;            // keep-alive connections to one carrier host
inline constexpr size_t kCarrierQueue = 4096;                 // requests waiting for such a connection

// store
inline constexpr size_t kWriteQueue = 8192;                   // writes waiting for the group commit
inline constexpr size_t kWriteGroup = 1024;                   // writes in one commit
inline constexpr int64_t kCommitLingerUs = 2'000;             // wait for company under load
inline constexpr size_t kReadConnections = 4;

// stages
inline constexpr size_t kPlanChunk = 500;                     // contacts planned in one transaction
inline constexpr size_t kClaimBatch = 256;                    // messages claimed in one tick
inline constexpr size_t kInFlight = 256;                      // requests at the carrier at once
inline constexpr size_t kIntakeBatch = 256;                   // journalled events applied in one tick
inline constexpr int64_t kLeaseMs = 60'000;                   // claimed or handed longer than this without news: rescued
inline constexpr int64_t kSendTimeoutMs = 15'000;             // one request to a carrier
inline constexpr int kSendAttempts = 3;                       // first try and two repeats [seed 002]
inline constexpr int64_t kRetryDelaysMs[] = {5'000, 10'000, 20'000};
inline constexpr int kWebhookAttempts = 4;                    // first try and three repeats, then the dead-letter list

// the medium
inline constexpr size_t kBodyCharacters = 1600;               // Twilio and Quo refuse more
inline constexpr size_t kReplyBytes = 8 << 10;                // of an inbound text that are read for STOP and its like
inline constexpr size_t kTemplateBytes = 8 << 10;
inline constexpr size_t kTemplateSections = 16;              // nested in one another
inline constexpr size_t kSegmentsDefaultMax = 10;

// audience
inline constexpr size_t kCsvFieldBytes = 64 << 10;
inline constexpr size_t kCsvColumns = 1024;
inline constexpr size_t kImportChunk = 1000;                  // rows in one transaction
inline constexpr size_t kContactFields = 64;

// lists
inline constexpr int64_t kPageDefault = 50;
inline constexpr int64_t kPageMost = 500;

}  // namespace tidings::limits
