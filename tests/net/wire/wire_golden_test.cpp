// Long because it holds one test for each golden file of tests/wire.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>

#include "net/realtime/pusher/channel_name.hpp"
#include "net/wire/agents.hpp"
#include "net/wire/audit.hpp"
#include "net/wire/conversations.hpp"
#include "net/wire/delivery.hpp"
#include "net/wire/leads.hpp"
#include "net/wire/people.hpp"
#include "net/wire/realtime/events.hpp"
#include "net/wire/realtime/pusher.hpp"
#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/delivery/webhooks.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/memberships.hpp"
#include "tests/net/wire/wire_samples.hpp"
#include "tests/support/source_dir.hpp"

namespace json = boost::json;
using namespace takeover;
using actors::listener_kind;
using domain::entry_kind;

namespace {

std::set<std::string> used;

json::value file(const std::string& name) {
  used.insert(name);
  return samples::golden(name);
}

void check_same(const std::string& name, const json::value& got) {
  const auto wanted = file(name);
  BOOST_TEST(got == wanted, name << "\n  wanted " << json::serialize(wanted) << "\n  got    "
                                 << json::serialize(got));
}

void check_event(const std::string& name, const actors::channel& where, const actors::event& what,
                 listener_kind to, domain::presence visitor = domain::presence::away) {
  const auto told = net::wire::render(where, what, to, {visitor, std::nullopt});
  BOOST_REQUIRE_MESSAGE(told.has_value(), name << " is told to nobody");
  check_same(name, samples::unfolded(net::wire::envelope(
                       told->name, net::realtime::channel_name(where), told->data)));
}

void check_stream_event(const std::string& name, const actors::event& what) {
  const auto told =
      net::wire::render(samples::on_conversation, what, listener_kind::visitor_stream);
  BOOST_REQUIRE(told.has_value());
  check_same(name, json::object{{"event", told->name}, {"data", json::parse(told->data)}});
}

bool is_silent(const actors::channel& where, const actors::event& what, listener_kind to) {
  return !net::wire::render(where, what, to).has_value();
}

domain::entry reply_of_ada() {
  auto e = samples::entry_of(8, entry_kind::message);
  e.role = domain::message_role::human_agent;
  e.author = samples::ada;
  e.client_id = "c-8";
  e.body = "Yes, we do.\nIn \"two\" days \\ o/ \u2028 ✓";
  return e;
}

actors::entry_added change(entry_kind kind, domain::epoch_t epoch, std::string reason = {}) {
  auto e = samples::entry_of(10, kind);
  e.meta.epoch = epoch;
  e.meta.reason = std::move(reason);
  return {e, 9, 9, nullptr, epoch};
}

const actors::answer_delta piece{1'795'339'800'125, 2, 12, "Hyvää \"päivää\" 👋\n"};

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_golden)

BOOST_AUTO_TEST_CASE(a_reply_names_its_author_to_members_and_only_by_name_to_visitors) {
  const actors::entry_added added{reply_of_ada(), 7, 6, nullptr, 0};
  check_event("message.created.member", samples::on_conversation, added, listener_kind::member);
  check_event("message.created.visitor", samples::on_conversation, added, listener_kind::visitor);
}

BOOST_AUTO_TEST_CASE(an_answer_carries_its_sources) {
  const actors::entry_added added{samples::agent_answer(), 4, 4, nullptr, 0};
  check_event("message.created.agent", samples::on_conversation, added, listener_kind::member);
  check_event("message.created.agent", samples::on_conversation, added, listener_kind::visitor);
}

BOOST_AUTO_TEST_CASE(a_note_is_for_members_alone) {
  auto note = samples::entry_of(9, entry_kind::note);
  note.author = samples::ben;
  note.body = "Asks about Åland.";
  note.client_id = "n-1";
  const actors::entry_added added{note, 8, 8, nullptr, 0};
  check_event("note.created.member", samples::on_conversation, added, listener_kind::member);
  BOOST_TEST(is_silent(samples::on_conversation, added, listener_kind::visitor));
  BOOST_TEST(is_silent(samples::on_conversation, added, listener_kind::visitor_stream));
}

BOOST_AUTO_TEST_CASE(a_claim_shows_the_conversation_to_each_audience_as_it_may_see_it) {
  auto claimed = samples::entry_of(7, entry_kind::claimed);
  claimed.author = samples::ada;
  claimed.meta.epoch = 3;
  claimed.meta.forced_from = samples::ben;
  const actors::entry_added added{claimed, 6, 6, samples::claimed_view(), 3};
  check_event("conversation.claimed.member", samples::on_conversation, added,
              listener_kind::member);
  check_event("conversation.claimed.visitor", samples::on_conversation, added,
              listener_kind::visitor);
  BOOST_TEST(is_silent(samples::on_conversation, added, listener_kind::visitor_stream));
}

BOOST_AUTO_TEST_CASE(a_transfer_is_a_claim_that_says_who_gave_it) {
  auto given = samples::entry_of(7, entry_kind::claimed);
  given.author = samples::ada;
  given.meta.epoch = 3;
  given.meta.transferred_by = samples::ben;
  given.meta.transferred_from = samples::ben;
  const actors::entry_added added{given, 6, 6, samples::claimed_view(), 3};
  check_event("conversation.claimed.transferred.member", samples::on_conversation, added,
              listener_kind::member);
  check_event("conversation.claimed.transferred.visitor", samples::on_conversation, added,
              listener_kind::visitor);
}

BOOST_AUTO_TEST_CASE(every_change_of_controller_has_its_event) {
  check_event("conversation.released.member", samples::on_conversation,
              change(entry_kind::released, 4, "timeout"), listener_kind::member);
  check_event("conversation.lapsed.member", samples::on_conversation, change(entry_kind::lapsed, 4),
              listener_kind::member);
  auto queued = change(entry_kind::queued, 4, "handoff");
  queued.view = samples::queued_view();
  queued.entry.meta.availability = "nobody";
  queued.entry.meta.told = false;
  check_event("conversation.queued.member", samples::on_conversation, queued,
              listener_kind::member);
}

BOOST_AUTO_TEST_CASE(a_visitor_hears_of_a_captured_lead_without_its_fields) {
  auto captured = samples::entry_of(6, entry_kind::lead_captured);
  captured.meta.lead = samples::lead;
  captured.meta.source = "rule";
  captured.meta.triggered_by = "Prices";
  captured.meta.name = "Mia Virtanen";
  captured.meta.email = "mia@example.com";
  const actors::entry_added added{captured, 5, 5, nullptr, 0};
  check_event("lead.captured.member", samples::on_conversation, added, listener_kind::member);
  check_event("lead.captured.visitor", samples::on_conversation, added, listener_kind::visitor);
}

BOOST_AUTO_TEST_CASE(an_answer_says_what_the_visitors_words_have_brought_up) {
  auto answer = samples::entry_of(7, entry_kind::message);
  answer.role = domain::message_role::agent;
  answer.body = "It costs 20.";
  answer.meta.rules = {samples::make_id<domain::rule_id>("CTA0")};
  answer.meta.intent = "get a quote";
  check_event("message.created.called_for", samples::on_conversation,
              actors::entry_added{answer, 6, 6, nullptr, 0}, listener_kind::visitor);
}

BOOST_AUTO_TEST_CASE(events_without_entry_render_the_same_for_members_and_visitors) {
  const std::vector<std::pair<std::string, actors::event>> events{
      {"message.delta", piece},
      {"generation.ended", actors::answer_ended{1'795'339'800'125, 2}},
      {"conversation.deleted", actors::conversation_removed{"Ada Lindqvist"}},
      {"conversation.deleted.by_nobody", actors::conversation_removed{}},
      {"queue.moved", actors::queue_moved{2}},
      {"client-typing.member", actors::typing{listener_kind::member, "Ada Lindqvist"}},
      {"client-typing.visitor", actors::typing{listener_kind::visitor, "Visitor 4K7Q"}},
  };
  for (const auto& [name, event] : events) {
    BOOST_TEST(net::wire::renders_same_for_all(event));
    check_event(name, samples::on_conversation, event, listener_kind::member);
    check_event(name, samples::on_conversation, event, listener_kind::visitor);
  }
}

BOOST_AUTO_TEST_CASE(the_workspace_hears_of_conversations_and_leads) {
  check_event("workspace.conversation.updated", samples::on_workspace,
              actors::conversation_changed{samples::claimed_view()}, listener_kind::member);
  check_event("workspace.conversation.deleted", samples::on_workspace,
              actors::conversation_gone{samples::conversation}, listener_kind::member);
  check_event("workspace.lead.captured", samples::on_workspace,
              actors::lead_changed{samples::lead_row(), actors::lead_change::captured},
              listener_kind::member, domain::presence::connected);
  domain::lead_view bare;
  bare.record.id = samples::lead;
  bare.record.fields.email = "mia@example.com";
  bare.record.status = domain::lead_status::won;
  bare.record.source = domain::lead_source::cta;
  bare.record.captured_at = bare.record.last_activity_at = samples::at;
  check_event("workspace.lead.updated", samples::on_workspace,
              actors::lead_changed{bare, actors::lead_change::updated}, listener_kind::member);
  check_event("workspace.lead.deleted", samples::on_workspace, actors::lead_gone{samples::lead},
              listener_kind::member);
  BOOST_TEST(is_silent(samples::on_workspace,
                       actors::lead_changed{bare, actors::lead_change::updated},
                       listener_kind::visitor));
  const actors::member_switched away{samples::ada.id, domain::member_switch::away};
  check_event("workspace.member.updated", samples::on_workspace, away, listener_kind::member);
  BOOST_TEST(is_silent(samples::on_workspace, away, listener_kind::visitor));
}

BOOST_AUTO_TEST_CASE(presence_follows_the_protocol_of_pusher) {
  check_event("presence.member_added", samples::on_presence, actors::member_joined{samples::ada},
              listener_kind::member);
  check_event("presence.member_removed", samples::on_presence, actors::member_left{samples::ada.id},
              listener_kind::member);
}

BOOST_AUTO_TEST_CASE(a_stream_tells_the_answer_and_nothing_else) {
  auto accepted = samples::entry_of(4, entry_kind::message);
  accepted.role = domain::message_role::visitor;
  accepted.body = "Hello?";
  accepted.client_id = "v-4";
  check_stream_event("stream.accepted", actors::stream_accepted{accepted});
  check_stream_event("stream.delta", piece);
  check_stream_event("stream.message",
                     actors::entry_added{samples::agent_answer(), 4, 4, nullptr, 0});
  check_stream_event("stream.done", actors::stream_done{});
  check_stream_event("stream.done.interrupted", actors::stream_done{true});
  for (const actors::event& other :
       {actors::event{actors::entry_added{reply_of_ada(), 7, 6, nullptr, 0}},
        actors::event{actors::answer_ended{1, 1}}, actors::event{actors::typing{}},
        actors::event{actors::conversation_removed{}}})
    BOOST_TEST(is_silent(samples::on_conversation, other, listener_kind::visitor_stream));
  for (const auto kind : {listener_kind::member, listener_kind::visitor}) {
    BOOST_TEST(is_silent(samples::on_conversation, actors::stream_done{}, kind));
    BOOST_TEST(is_silent(samples::on_conversation, actors::stream_accepted{accepted}, kind));
  }
}

BOOST_AUTO_TEST_CASE(a_subscription_is_answered_with_what_its_kind_of_channel_starts_from) {
  using net::realtime::channel_name;
  const auto check = [](const std::string& name, const actors::channel& where,
                        const actors::admission& from) {
    check_same(name, samples::unfolded(
                         net::wire::subscription_succeeded(where, channel_name(where), from)));
  };
  check("subscription_succeeded.conversation", samples::on_conversation, {7, nullptr, {}});
  check("subscription_succeeded.workspace", samples::on_workspace, {});
  check("subscription_succeeded.presence", samples::on_presence,
        {0, nullptr, {samples::ada, samples::ben, samples::ada}});
  check("subscription_succeeded.presence_empty", samples::on_presence, {});
}

BOOST_AUTO_TEST_CASE(the_protocols_own_messages_have_their_form) {
  using std::chrono::seconds;
  check_same("pusher.connection_established",
             samples::unfolded(net::wire::connection_established("123.456", seconds{30})));
  check_same("pusher.error",
             samples::unfolded(net::wire::pusher_error(4009, "Connection is unauthorized")));
  check_same("subscription_error", samples::unfolded(net::wire::subscription_error(
                                       net::realtime::channel_name(samples::on_conversation),
                                       "AuthError", "Connection is unauthorized", 401)));
}

BOOST_AUTO_TEST_CASE(channel_data_says_who_a_socket_is) {
  const domain::member ada{samples::workspace, samples::ada.id,   samples::session,
                           samples::ada.name,  "ada@example.com", domain::role::owner};
  check_same("channel_data.member",
             json::parse(net::realtime::member_channel_data(ada, samples::at, samples::later)));
  const domain::visitor_identity mia{samples::workspace, samples::agent, samples::visitor,
                                     samples::conversation};
  check_same("channel_data.visitor",
             json::parse(net::realtime::visitor_channel_data(mia, "Mia", samples::at)));
}

BOOST_AUTO_TEST_CASE(agents_rules_and_audit_rows_have_their_form) {
  storage::agent_record agent;
  agent.id = samples::agent;
  agent.name = "Piper";
  agent.greeting = "Hi!";
  agent.starters = {"Where is my order?"};
  agent.accent = "#0A7C66";
  agent.form = {"Stay in touch", "We answer by e-mail.", {{"email", "E-mail", "email", true}}};
  agent.allowed_origins = {"https://shop.example"};
  using domain::behavior_rule;
  using domain::rule_kind;
  agent.rules = {behavior_rule{samples::make_id<domain::rule_id>("CTA0"),
                               rule_kind::cta,
                               "Quote",
                               "Get a quote",
                               "A quote",
                               "Tell us where to send it.",
                               {}},
                 behavior_rule{samples::make_id<domain::rule_id>("1EAD"),
                               rule_kind::lead_capture,
                               "Leaving",
                               "",
                               "",
                               "",
                               {}},
                 behavior_rule{samples::make_id<domain::rule_id>("PAXD"),
                               rule_kind::cta,
                               "Not now",
                               "Go",
                               "Off",
                               "",
                               {}}};
  agent.rules[0].when.after_messages = 2;
  agent.rules[0].when.keywords = {"price", "offer"};
  agent.rules[1].when = {{}, "/pricing*", 50, std::chrono::seconds{20}, true, 0};
  agent.rules[2].state = domain::rule_state::paused;
  check_same("agent", net::wire::agent(agent));
  check_same("agent.settings", net::wire::agent_settings(agent));
  check_same("rules", net::wire::rules(agent));
  check_same("rules.page", net::wire::page_rules(agent));
  check_same("rules.settings", net::wire::rule_settings(agent.rules));
  storage::audit_entry logged{
      {samples::make_id<domain::audit_id>("AAA0"), samples::ada.id, "conversation.claim",
       "conversation", samples::conversation.str(), samples::at},
      41,
      std::string(64, 'a'),
      std::string(64, 'b'),
      samples::ada.name,
      "Mia Virtanen"};
  check_same("audit", net::wire::audit(logged));
  logged.row.actor.reset();
  logged.row.action = "conversation.lapse";
  logged.target_name.clear();
  check_same("audit.by_system", net::wire::audit(logged));
}

BOOST_AUTO_TEST_CASE(members_have_their_form_with_and_without_their_e_mail) {
  const storage::member_record ada{samples::ada, domain::role::admin,
                                   domain::member_switch::available, "ada@example.com"};
  check_same("member", net::wire::colleague(ada, true, net::wire::email_visibility::hidden));
  check_same("member.managed",
             net::wire::colleague(ada, false, net::wire::email_visibility::shown));
}

BOOST_AUTO_TEST_CASE(answers_about_deletions_the_feed_and_the_audit_chain_have_their_form) {
  using net::wire::deletion_outcome;
  const auto id = samples::conversation.str();
  check_same("deletions", net::wire::deletions({{id, deletion_outcome::deleted},
                                                {id, deletion_outcome::already_deleted},
                                                {"x", deletion_outcome::not_found}}));
  check_same(
      "sweep",
      net::wire::sweep({{id, deletion_outcome::deleted}, {id, deletion_outcome::kept}}, "17.01J"));
  storage::lead_feed news;
  news.position = 12;
  check_same("feed.empty", net::wire::feed({}, news));
  storage::audit_check check;
  check.checked = 4;
  check.length = 9;
  check_same("audit_check.part", net::wire::audit_check(check));
  check.fault = storage::audit_fault{storage::audit_fault::kind::removed, 5, {}, {}};
  check_same("audit_check.broken", net::wire::audit_check(check));
}

BOOST_AUTO_TEST_CASE(webhooks_their_calls_and_the_queue_have_their_form) {
  storage::webhook_record hook;
  hook.id = samples::make_id<domain::webhook_id>("H00K");
  hook.workspace = samples::workspace;
  hook.url = "https://crm.example.com/hook";
  hook.secret = "whsec_never_shown_here";
  hook.events = {domain::webhook_event::lead_captured};
  hook.created_at = samples::at;
  check_same("webhook", net::wire::webhook(hook));
  auto paused = hook;
  paused.health = {100, samples::later, "The receiver answered 500."};
  check_same("webhook.paused", net::wire::webhook(paused));

  const auto id = samples::make_id<domain::job_id>("D0B0");
  const storage::webhook_post post{hook, domain::webhook_event::lead_captured,
                                   samples::lead_row().record, "Piper"};
  storage::claimed_job claimed;
  claimed.id = id;
  claimed.created_at = samples::at;
  check_same("webhook.lead.captured", json::parse(net::wire::webhook_body(claimed, post)));

  storage::delivery_record row;
  row.id = id;
  row.webhook = hook.id;
  row.event = domain::webhook_event::lead_captured;
  row.lead = samples::lead;
  row.about = "Mia Virtanen";
  row.attempts = 2;
  row.status_code = 500;
  row.last_error = "The receiver answered 500.";
  row.next_try = samples::later;
  row.created_at = samples::at;
  check_same("delivery.waiting", net::wire::delivery(row));
  row.event = domain::webhook_event::ping;
  row.lead.reset();
  row.about.clear();
  row.state = domain::delivery_state::delivered;
  row.attempts = 1;
  row.status_code = 204;
  row.last_error.clear();
  row.finished_at = samples::later;
  check_same("delivery.delivered", net::wire::delivery(row));

  const storage::job_record job{id,
                                domain::job_kind::mail,
                                samples::lead,
                                std::nullopt,
                                samples::ada,
                                "Mia Virtanen",
                                0,
                                storage::readiness::ready,
                                10,
                                "Couldn't connect to server",
                                samples::at,
                                samples::later,
                                samples::at};
  check_same("job.mail", net::wire::job(job));

  storage::job_counts counts;
  counts.by_kind[domain::job_kind::webhook] = {10'000, 3};
  check_same("delivery_queue",
             net::wire::queue(
                 counts, {{domain::job_kind::webhook, 41, samples::at, samples::later}}, 10'000));
}

/// Runs last of its suite: the files are read by the web code's tests too, so none may be left that
/// the server does not speak.
BOOST_AUTO_TEST_CASE(no_golden_file_is_left_unused) {
  for (const auto& item : std::filesystem::directory_iterator{
           std::string{takeover::tests::source_dir()} + "/tests/wire"}) {
    if (item.path().extension() != ".json") continue;
    BOOST_TEST(used.contains(item.path().stem().string()), item.path().filename().string()
                                                               << " is checked by no test");
  }
}

BOOST_AUTO_TEST_SUITE_END()
