/// The settings file: what is accepted is within its limits, what is not says where it is wrong.
#include "app/config.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "app/listen_address.hpp"
#include "domain/text/utf8.hpp"
#include "net/outbound/mail/mail_message.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;

/// A file in memory, since settings are read from a path.
class memory_file {
 public:
  explicit memory_file(std::string_view text) : handle_(memfd_create("settings", 0)) {
    fuzz::require(handle_ >= 0 &&
                      write(handle_, text.data(), text.size()) == static_cast<ssize_t>(text.size()),
                  "the file is written");
  }
  ~memory_file() { close(handle_); }
  memory_file(const memory_file&) = delete;
  memory_file& operator=(const memory_file&) = delete;

  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(handle_); }

 private:
  int handle_;
};

void check(const app::config& settings) {
  fuzz::require(app::parse_endpoint(settings.server.listen).has_value(), "the address can be read");
  fuzz::require(settings.server.threads >= 0 && settings.server.threads <= 64, "threads are few");
  fuzz::require(settings.server.max_connections >= 1, "somebody may connect");
  for (const auto& url : {settings.server.public_url, settings.mail.url})
    fuzz::require(!fuzz::has_control(url) && url.find(' ') == std::string::npos,
                  "a url has neither blanks nor control characters");
  fuzz::require(settings.mail.from.empty() || net::outbound::parse_mailbox(settings.mail.from),
                "the sender can be read");
  fuzz::require(settings.mail.timeout.count() >= 100 && settings.webhooks.timeout.count() >= 100,
                "a timeout is long enough");
  fuzz::require(settings.answerer.words_per_second >= 0, "words come at a speed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const memory_file file{fuzz::text_of(data, size)};
  const auto settings = app::load_config({file.path(), {}, {}, {}});
  if (settings) {
    check(*settings);
  } else {
    fuzz::require(settings.error() == domain::errc::invalid, "a wrong file is invalid");
    fuzz::require(!settings.error().detail.empty(), "what is wrong with it is said");
  }
  return 0;
}
