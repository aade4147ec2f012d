/// The table `mail_digests`: until when the mails to one recipient about one kind of news are
/// collected, and the merging of their jobs into one. Writes no mail.
#pragma once

#include <string>

#include "storage/delivery/jobs.hpp"

namespace takeover::storage::mail_digests {

enum class topic { lead, handoff };
/// The destination of a mail's job: all of one destination become one mail.
[[nodiscard]] std::string destination(domain::user_id recipient, topic about);

/// From when on the next mail there may go out; the present if none was sent lately.
[[nodiscard]] domain::timestamp next_at(reader& rows, domain::workspace_id workspace,
                                        const std::string& destination, domain::timestamp now);
/// Claims the right to send one mail there; the next may follow after `every`. False: it is too
/// early, and what waits there is put off until then. The first attempt of a mail alone needs it:
/// a later one is still the same mail.
[[nodiscard]] bool open(writer& rows, const jobs::due_job& job, domain::timestamp now,
                        domain::milliseconds every);
/// Takes all other jobs of the destination that were never tried out of the queue. The job's
/// subject names them from then on.
void collect(writer& rows, jobs::due_job& into);
/// The mail of the job failed: no other one is sent there before `at`.
void postpone(writer& rows, domain::job_id job, domain::timestamp at);

}  // namespace takeover::storage::mail_digests
