/// Text as Unicode sees it, by ICU: what cannot be seen, what is the same word in other letters,
/// where text may be cut. Owns no word and no language. All functions pass on what is not UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace takeover::domain {

/// White space, default ignorable code points and the blank of Braille: nothing that could be seen.
/// Source: Unicode, White_Space and Default_Ignorable_Code_Point.
[[nodiscard]] bool is_invisible(char32_t character) noexcept;

/// True if nothing of the text can be seen.
[[nodiscard]] bool is_blank(std::string_view text) noexcept;

/// True if a character that cannot be seen stands anywhere in the text.
[[nodiscard]] bool has_invisible(std::string_view text) noexcept;

/// The text without what cannot be seen at its ends. A variation selector or a tag behind a visible
/// character is part of it, as in emoji.
[[nodiscard]] std::string trimmed(std::string_view text);

/// A name as it is stored: trimmed, composed (NFC), and without the controls that would turn around
/// what stands beside it. Source: Unicode Standard Annex 9, explicit directional embeddings,
/// overrides and isolates.
[[nodiscard]] std::string clean_name(std::string_view text);

/// The text for comparison: whatever its case, width and composition. Also without what people
/// leave out: marks of Greek, Hebrew and Arabic, the dots of ё and of Turkish capitals. Blanks
/// without width become blanks. Source: Unicode Standard Annex 44, NFKC_Casefold.
[[nodiscard]] std::string folded(std::string_view text);

/// Folded text without the marks on its Latin letters, ł as l and æ as ae, for those who type
/// without them.
[[nodiscard]] std::string folded_to_base(std::string_view text);

/// The digits of a text in ASCII, whatever their script: a phone number without its signs.
[[nodiscard]] std::string digits_of(std::string_view text);

/// With bytes beyond ASCII percent-encoded, as browsers write what is typed into a URL.
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// The longest prefix of at most `max_bytes` bytes that cuts no grapheme: no emoji, no letter from
/// its marks. A grapheme that is longer than that is cut between characters.
[[nodiscard]] std::string_view grapheme_prefix(std::string_view text, std::size_t max_bytes);

}  // namespace takeover::domain
