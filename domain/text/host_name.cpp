#include "domain/text/host_name.hpp"

#include <unicode/idna.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <boost/url/ipv6_address.hpp>
#include <charconv>
#include <memory>

#include "domain/text/icu.hpp"
#include "domain/text/text.hpp"
#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::domain {
namespace {

/// Source: RFC 1035, section 2.3.4, without the dot at the end.
constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;

const icu::IDNA& idna() {
  static const std::unique_ptr<const icu::IDNA> made = [] {
    UErrorCode outcome = U_ZERO_ERROR;
    std::unique_ptr<const icu::IDNA> rules{icu::IDNA::createUTS46Instance(
        UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
            UIDNA_NONTRANSITIONAL_TO_UNICODE,
        outcome)};
    must_work(outcome);
    return rules;
  }();
  return *made;
}

/// Browsers look up names with hyphens anywhere, and some are used.
constexpr std::uint32_t harmless =
    UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

bool is_host_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool has_good_labels(std::string_view name) {
  if (name.empty() || name.size() > longest_name) return false;
  while (true) {
    const auto end = std::min(name.find('.'), name.size());
    if (end == 0 || end > longest_label) return false;
    if (end == name.size()) return true;
    name.remove_prefix(end + 1);
  }
}

std::optional<std::string> ipv6_authority(std::string_view in_brackets) {
  const auto address = boost::urls::parse_ipv6_address({in_brackets.data(), in_brackets.size()});
  if (!address) return std::nullopt;
  return "[" + address->to_string() + "]";
}

}  // namespace

std::optional<std::string> ascii_host(std::string_view name) {
  std::string host{name};
  make_ascii_lower(host);
  const bool plain = std::ranges::all_of(host, is_host_byte);
  if (!plain || host.find("xn--") != std::string::npos) {
    if (!is_utf8(name) || has_invisible(name)) return std::nullopt;
    UErrorCode outcome = U_ZERO_ERROR;
    icu::IDNAInfo info;
    std::string ascii;
    icu::StringByteSink<std::string> sink{&ascii};
    idna().nameToASCII_UTF8({host.data(), static_cast<std::int32_t>(host.size())}, sink, info,
                            outcome);
    if (U_FAILURE(outcome) != 0 || (info.getErrors() & ~harmless) != 0) return std::nullopt;
    host = std::move(ascii);
  }
  if (!std::ranges::all_of(host, is_host_byte) || !has_good_labels(host)) return std::nullopt;
  return host;
}

std::optional<std::string> readable_host(std::string_view name) {
  auto ascii = ascii_host(name);
  if (!ascii || ascii->find("xn--") == std::string::npos) return ascii;
  UErrorCode outcome = U_ZERO_ERROR;
  icu::IDNAInfo info;
  std::string readable;
  icu::StringByteSink<std::string> sink{&readable};
  const icu::StringPiece given{*ascii};
  idna().nameToUnicodeUTF8(given, sink, info, outcome);
  return U_FAILURE(outcome) != 0 || info.hasErrors() ? ascii : readable;
}

std::optional<std::string> normal_authority(std::string_view text, int default_port) {
  const bool has_brackets = text.starts_with('[');
  const auto name_end = has_brackets ? text.find(']') : std::min(text.find(':'), text.size());
  if (name_end == std::string_view::npos) return std::nullopt;
  auto host = has_brackets ? ipv6_authority(text.substr(1, name_end - 1))
                           : ascii_host(text.substr(0, name_end));
  auto rest = text.substr(has_brackets ? name_end + 1 : name_end);
  if (!host || rest.empty()) return host;
  if (!rest.starts_with(':')) return std::nullopt;
  rest.remove_prefix(1);
  if (rest.empty()) return host;
  constexpr int last_port = 65'535;
  int port = -1;
  const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), port);
  if (failed != std::errc{} || end != rest.data() + rest.size() || port < 0 || port > last_port)
    return std::nullopt;
  return port == default_port ? host : *host + ':' + std::to_string(port);
}

}  // namespace takeover::domain
