#include "domain/conversations/repeated_command.hpp"

namespace takeover::domain {
namespace {

bool is_message(const entry& e, message_role role, const std::string& body) {
  return e.kind == entry_kind::message && e.role == role && e.body == body;
}

bool is_by(const entry& e, const member& author) { return e.author && e.author->id == author.user; }

struct compare {
  const entry& first;

  bool operator()(const post_visitor_message& message) const {
    return is_message(first, message_role::visitor, message.body);
  }
  bool operator()(const post_reply& reply) const {
    return is_message(first, message_role::human_agent, reply.body) && is_by(first, reply.by);
  }
  bool operator()(const post_note& note) const {
    return first.kind == entry_kind::note && first.body == note.body && is_by(first, note.by);
  }
  bool operator()(const capture_lead& lead) const {
    const auto fields = check_lead(lead.fields);
    return first.kind == entry_kind::lead_captured && first.meta.lead && fields &&
           first.meta.email == fields->email && first.meta.name == fields->name &&
           first.meta.source == name_of(lead.source);
  }
  template <class Other>
  bool operator()(const Other&) const {
    return false;
  }
};

}  // namespace

const std::string& client_id_of(const command& sent) noexcept {
  static const std::string none;
  return std::visit(
      [](const auto& alternative) -> const std::string& {
        if constexpr (requires { alternative.client_id; })
          return alternative.client_id;
        else
          return none;
      },
      sent);
}

bool is_repeat_of(const command& repeated, const entry& first) {
  return std::visit(compare{first}, repeated);
}

}  // namespace takeover::domain
