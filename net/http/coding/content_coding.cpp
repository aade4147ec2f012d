#include "net/http/coding/content_coding.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>

#include "domain/text/text.hpp"

namespace takeover::net::http {
namespace {

using domain::trim;

/// Thousandths; 1000 without a weight, 0 for one that is no number.
int weight_of(std::string_view parameter) {
  if (parameter.empty()) return 1'000;
  if (parameter.size() < 3 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=')
    return 0;
  const auto digits = parameter.substr(2);
  if (digits[0] != '0' && digits[0] != '1') return 0;
  if (digits.size() > 1 && digits[1] != '.') return 0;
  int weight = (digits[0] - '0') * 1'000;
  int step = 100;
  for (const char c : digits.substr(std::min<std::size_t>(digits.size(), 2))) {
    if (c < '0' || c > '9' || step == 0) return 0;
    weight += (c - '0') * step;
    step /= 10;
  }
  return std::min(weight, 1'000);
}

struct weights {
  std::optional<int> of_coding;
  std::optional<int> of_any;  ///< `*`
};

weights weights_of(std::string_view accepted, std::string_view coding) {
  weights found;
  while (!accepted.empty()) {
    const auto comma = accepted.find(',');
    const auto item = trim(accepted.substr(0, comma));
    accepted = comma == std::string_view::npos ? std::string_view{} : accepted.substr(comma + 1);
    const auto semicolon = item.find(';');
    std::string name{trim(item.substr(0, semicolon))};
    domain::make_ascii_lower(name);
    const auto weight =
        weight_of(semicolon == std::string_view::npos ? std::string_view{}
                                                      : trim(item.substr(semicolon + 1)));
    if (name == coding || (coding == "gzip" && name == "x-gzip")) found.of_coding = weight;
    if (name == "*") found.of_any = weight;
  }
  return found;
}

/// A deflate stream that keeps its quarter of a megabyte between answers; one per thread.
class packer {
 public:
  packer() {
    constexpr int gzip_window = MAX_WBITS + 16;
    constexpr int memory_level = 8;  // zlib's own default
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, memory_level,
                     Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc{};
  }
  ~packer() { deflateEnd(&stream_); }
  packer(const packer&) = delete;
  packer& operator=(const packer&) = delete;

  /// nullopt: it is not shorter.
  std::optional<std::string> packed(std::string_view text) {
    deflateReset(&stream_);
    std::string to(text.size(), '\0');
    // zlib reads from it only.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(to.data());
    stream_.avail_out = static_cast<uInt>(to.size());
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) return std::nullopt;
    to.resize(stream_.total_out);
    to.shrink_to_fit();
    return to;
  }

 private:
  z_stream stream_{};
};

}  // namespace

bool accepts_coding(std::string_view accepted, std::string_view coding) {
  const auto found = weights_of(accepted, coding);
  return found.of_coding.value_or(found.of_any.value_or(0)) > 0;
}

bool prefers_gzip(std::string_view accepted) {
  if (!accepts_coding(accepted, "gzip")) return false;
  const auto gzip = weights_of(accepted, "gzip");
  const auto plain = weights_of(accepted, "identity").of_coding;
  return gzip.of_coding.value_or(gzip.of_any.value_or(0)) >= plain.value_or(0);
}

bool is_packable(const response& answer) {
  return answer.content_type == "application/json" && !answer.stream && answer.status == 200 &&
         answer.body.size() >= least_packed_bytes;
}

bool is_packed(const response& answer) {
  return std::ranges::any_of(answer.headers,
                             [](const auto& line) { return line.first == "Content-Encoding"; });
}

void pack(response& answer) {
  thread_local packer of_thread;
  auto shorter = of_thread.packed(answer.body);
  if (!shorter) return;
  answer.body = std::move(*shorter);
  answer.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace takeover::net::http
