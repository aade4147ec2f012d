#include "domain/text/email_address.hpp"

#include <algorithm>

#include "domain/text/host_name.hpp"
#include "domain/text/text.hpp"
#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::domain {
namespace {

/// Source: RFC 5321, 4.5.3.1.3 (a path has at most 256 octets with its brackets).
constexpr std::size_t longest_address = 254;
/// Source: RFC 5321, 4.5.3.1.1.
constexpr std::size_t longest_local_part = 64;

/// What stands in no address without quotes, and what a `mailto:` link cannot carry as it is.
/// Sources: RFC 5321, 4.1.2; RFC 6068, section 2.
constexpr std::string_view forbidden = "<>()[],;:\\\" %/?#&=";

/// A character that would make another address of one that looks the same counts as well.
bool holds_forbidden(std::string_view text) {
  return std::ranges::any_of(
             text,
             [](char c) { return is_control(c) || forbidden.find(c) != std::string_view::npos; }) ||
         has_invisible(text);
}

bool has_empty_part(std::string_view text) {
  return text.empty() || text.front() == '.' || text.back() == '.' ||
         text.find("..") != std::string_view::npos;
}

/// Mail goes to hosts with plain labels. Source: RFC 5321, 2.3.5.
bool is_mail_host(std::string_view ascii) {
  while (!ascii.empty()) {
    const auto label = ascii.substr(0, ascii.find('.'));
    if (label.front() == '-' || label.back() == '-' || label.find('_') != std::string_view::npos)
      return false;
    ascii.remove_prefix(std::min(label.size() + 1, ascii.size()));
  }
  return true;
}

}  // namespace

std::string normal_email(std::string_view text) {
  auto address = trimmed(text);
  make_ascii_lower(address);
  const auto at = address.rfind('@');
  if (at == std::string::npos) return address;
  if (auto host = readable_host(std::string_view{address}.substr(at + 1)))
    address.replace(at + 1, std::string::npos, *host);
  return address;
}

std::string email_problem(std::string_view address) {
  if (address.empty()) return "Please enter an email address";
  if (!is_utf8(address)) return "This is not valid text";
  if (holds_forbidden(address)) return "Email addresses cannot contain this character";
  const auto at = address.find('@');
  if (at == std::string_view::npos) return "The part after the @ is missing";
  if (at == 0) return "The part before the @ is missing";
  const auto local = address.substr(0, at);
  const auto host = address.substr(at + 1);
  if (host.find('@') != std::string_view::npos) return "There is more than one @";
  if (host.empty()) return "The part after the @ is missing";
  if (host.find('.') == std::string_view::npos || has_empty_part(host))
    return "The part after the @ is incomplete";
  if (std::ranges::any_of(local, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return "We can only write to addresses with plain letters (a to z) before the @";
  if (has_empty_part(local)) return "The part before the @ has a dot in the wrong place";
  const auto ascii = ascii_host(host);
  if (!ascii || !is_mail_host(*ascii)) return "The part after the @ is not a valid domain";
  if (local.size() > longest_local_part || at + 1 + ascii->size() > longest_address)
    return "This email address is too long";
  return {};
}

std::string mailable(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return std::string{address};
  const auto host = ascii_host(address.substr(at + 1));
  return std::string{address.substr(0, at + 1)} +
         host.value_or(std::string{address.substr(at + 1)});
}

}  // namespace takeover::domain
