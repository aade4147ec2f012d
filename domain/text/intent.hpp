/// What a visitor's words ask of the chat itself: a human, yes to an offer, or to be contacted, in
/// the languages of `phrases`. No language model and no conversation.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace takeover::domain {

/// The words ask to be connected with a person: one of the phrases stands in them, word for
/// word, and nothing before it negates it ("I don't want to talk to a human").
[[nodiscard]] bool asks_for_human(std::string_view words);

/// The words name such a wish to say no to it; they may ask for it elsewhere.
[[nodiscard]] bool refuses_human(std::string_view words);

/// The words, all of them, say yes: `yes`, `yes please`, `go ahead`. For the message after an
/// offer; a yes that goes on with something else is a message of its own.
[[nodiscard]] bool accepts_offer(std::string_view words);

/// The phrase in which the words ask for a message, a call or an offer,
/// matched like those that ask for a human. It lives as long as the program.
[[nodiscard]] std::optional<std::string_view> wants_contact(std::string_view words);

/// Words for somebody at the shop (`human`, `operator`), and for reaching them (`talk`, `connect`),
/// in lower case: what asks for a human has one of each. They only hint at it: "Do you chat with
/// people from Norway?" has both, so their finder has to look at the rest of the message.
[[nodiscard]] std::span<const std::string_view> person_words() noexcept;
[[nodiscard]] std::span<const std::string_view> reaching_words() noexcept;

}  // namespace takeover::domain
