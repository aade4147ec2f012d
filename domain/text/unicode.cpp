#include "domain/text/unicode.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "domain/text/icu.hpp"
#include "domain/text/text.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::domain {
namespace {

constexpr UChar32 braille_blank = 0x2800;
constexpr UChar32 dot_above = 0x0307;
constexpr UChar32 zero_width_space = 0x200B;

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Calls `take(character, begin, end)` for each character until it says false; the character is
/// negative for bytes that are not UTF-8.
void for_each_character(std::string_view text, auto&& take) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (!take(c, begin, at)) return;
  }
}

bool cannot_be_seen(UChar32 c) noexcept {
  return c >= 0 &&
         (u_isUWhiteSpace(c) != 0 ||
          u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 || c == braille_blank);
}

/// Part of the visible character before it.
bool is_selector(UChar32 c) noexcept {
  constexpr UChar32 first_tag = 0xE0020, last_tag = 0xE007F;
  return u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR) != 0 || (c >= first_tag && c <= last_tag);
}

bool turns_text_around(UChar32 c) noexcept {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

const icu::Normalizer2& normal_form(const icu::Normalizer2* (*which)(UErrorCode&)) {
  UErrorCode outcome = U_ZERO_ERROR;
  const auto* form = which(outcome);
  must_work(outcome);
  return *form;
}

const icu::Normalizer2& composed_form() {
  static const auto& form = normal_form(&icu::Normalizer2::getNFCInstance);
  return form;
}

const icu::Normalizer2& decomposed_form() {
  static const auto& form = normal_form(&icu::Normalizer2::getNFDInstance);
  return form;
}

const icu::Normalizer2& comparison_form() {
  static const auto& form = normal_form(&icu::Normalizer2::getNFKCCasefoldInstance);
  return form;
}

bool has_script(UChar32 c, UScriptCode script) noexcept {
  UErrorCode outcome = U_ZERO_ERROR;
  return uscript_getScript(c, &outcome) == script;
}

/// A mark that people of its script leave out: Hebrew points, Arabic vowels, the tatweel.
bool is_optional(UChar32 c) noexcept {
  constexpr UChar32 tatweel = 0x0640;
  return c == tatweel || (c >= 0x0591 && c <= 0x05C7 && u_charType(c) == U_NON_SPACING_MARK) ||
         (c >= 0x064B && c <= 0x0655) || c == 0x0670;
}

/// What else is written for the same letter.
UChar32 usual_letter(UChar32 c) noexcept {
  switch (c) {
    case 0x0131: return 'i';     // without its dot, as in Turkish
    case 0x0451: return 0x0435;  // ё
    case 0x0622:
    case 0x0623:
    case 0x0625: return 0x0627;  // alef with madda or hamza
    case 0x0649:
    case 0x064A: return 0x06CC;  // yeh of Arabic and of Persian
    case 0x0643: return 0x06A9;  // kaf of Arabic and of Persian
    default: return c;
  }
}

/// A Greek letter without its accents, which capitals do not have.
UChar32 without_accents(UChar32 c) {
  icu::UnicodeString parts;
  if (decomposed_form().getDecomposition(c, parts) == 0) return c;
  return parts.char32At(0);
}

icu::UnicodeString to_utf16(std::string_view text) {
  constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() / 4);
  const auto part = text.substr(0, most);
  return icu::UnicodeString::fromUTF8({part.data(), static_cast<std::int32_t>(part.size())});
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string result;
  return text.toUTF8String(result);
}

icu::UnicodeString folded_utf16(std::string_view text) {
  auto given = to_utf16(text);
  given.findAndReplace(icu::UnicodeString{zero_width_space}, icu::UnicodeString{u' '});
  UErrorCode outcome = U_ZERO_ERROR;
  const auto same_case = comparison_form().normalize(given, outcome);
  must_work(outcome);
  icu::UnicodeString result;
  UChar32 before = 0;
  for (std::int32_t at = 0; at < same_case.length(); at = same_case.moveIndex32(at, 1)) {
    auto c = same_case.char32At(at);
    const bool dotted = c == dot_above && before == 'i';
    before = c;
    if (dotted || is_optional(c)) continue;
    c = usual_letter(c);
    result.append(has_script(c, USCRIPT_GREEK) ? without_accents(c) : c);
  }
  return result;
}

/// One for each thread: it is not made for several.
const icu::Transliterator& latin_to_ascii() {
  static thread_local const std::unique_ptr<icu::Transliterator> made = [] {
    UErrorCode outcome = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> rules{
        icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, outcome)};
    must_work(outcome);
    return rules;
  }();
  return *made;
}

/// UText over UTF-8, so that boundaries are positions in bytes.
class bytes_as_text {
 public:
  explicit bytes_as_text(std::string_view text) {
    UErrorCode outcome = U_ZERO_ERROR;
    utext_openUTF8(&text_, text.data(), static_cast<std::int64_t>(text.size()), &outcome);
    must_work(outcome);
  }
  ~bytes_as_text() { utext_close(&text_); }
  bytes_as_text(const bytes_as_text&) = delete;
  bytes_as_text& operator=(const bytes_as_text&) = delete;
  UText* get() noexcept { return &text_; }

 private:
  UText text_ = UTEXT_INITIALIZER;
};

icu::BreakIterator& grapheme_breaks() {
  static thread_local const auto made = make_breaks(&icu::BreakIterator::createCharacterInstance);
  return *made;
}

/// Calls `take(end)` for the end of each grapheme, in bytes, until it says false.
void for_each_grapheme(std::string_view text, auto&& take) {
  bytes_as_text bytes{text};
  auto& breaks = grapheme_breaks();
  UErrorCode outcome = U_ZERO_ERROR;
  breaks.setText(bytes.get(), outcome);
  must_work(outcome);
  for (auto end = breaks.next(); end != icu::BreakIterator::DONE; end = breaks.next())
    if (!take(static_cast<std::size_t>(end))) break;
  breaks.setText(icu::UnicodeString{});  // it outlives the text
}

}  // namespace

bool is_invisible(char32_t character) noexcept {
  return cannot_be_seen(static_cast<UChar32>(character));
}

bool is_blank(std::string_view text) noexcept {
  bool blank = true;
  for_each_character(text, [&](UChar32 c, std::size_t, std::size_t) {
    blank = cannot_be_seen(c);
    return blank;
  });
  return blank;
}

bool has_invisible(std::string_view text) noexcept {
  bool found = false;
  for_each_character(text, [&](UChar32 c, std::size_t, std::size_t) {
    found = cannot_be_seen(c);
    return !found;
  });
  return found;
}

std::string trimmed(std::string_view text) {
  std::size_t first = text.size(), last = 0;
  for_each_character(text, [&](UChar32 c, std::size_t begin, std::size_t end) {
    const bool seen = !cannot_be_seen(c);
    if (seen) first = std::min(first, begin);
    if (seen || (is_selector(c) && last == begin)) last = first < end ? end : last;
    return true;
  });
  return std::string{first < last ? text.substr(first, last - first) : std::string_view{}};
}

std::string clean_name(std::string_view text) {
  if (is_ascii(text)) return trimmed(text);
  if (!is_utf8(text)) return std::string{text};
  std::string plain;
  for_each_character(text, [&](UChar32 c, std::size_t begin, std::size_t end) {
    if (!turns_text_around(c)) plain += text.substr(begin, end - begin);
    return true;
  });
  UErrorCode outcome = U_ZERO_ERROR;
  const auto composed = composed_form().normalize(to_utf16(trimmed(plain)), outcome);
  must_work(outcome);
  return to_utf8(composed);
}

std::string folded(std::string_view text) {
  if (!is_ascii(text)) return is_utf8(text) ? to_utf8(folded_utf16(text)) : std::string{text};
  std::string lower{text};
  make_ascii_lower(lower);
  return lower;
}

std::string folded_to_base(std::string_view text) {
  if (is_ascii(text) || !is_utf8(text)) return folded(text);
  auto letters = folded_utf16(text);
  latin_to_ascii().transliterate(letters);
  auto base = to_utf8(letters);
  make_ascii_lower(base);
  return base;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  for_each_character(text, [&](UChar32 c, std::size_t, std::size_t) {
    const auto value = u_charDigitValue(c);
    if (value >= 0) digits += static_cast<char>('0' + value);
    return true;
  });
  return digits;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80)
      encoded += c;
    else
      encoded.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
  }
  return encoded;
}

std::string_view grapheme_prefix(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  const auto part = utf8_prefix(text, max_bytes);
  // What stands behind the cut tells whether a grapheme ends there.
  constexpr std::size_t looked_at = 64;
  const auto around = utf8_prefix(text, max_bytes + looked_at);
  std::size_t end = 0;
  for_each_grapheme(around, [&](std::size_t next) {
    if (next > part.size()) return false;
    end = next;
    return true;
  });
  return end == 0 ? part : text.substr(0, end);
}

}  // namespace takeover::domain
