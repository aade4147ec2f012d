/// All handlers, for the route table. What each answers stands at its definition.
#pragma once

#include "net/api/request_context.hpp"

namespace takeover::net::handlers {

// session.cpp
awaitable<response> sign_in(request_context& ctx);
awaitable<response> show_session(request_context& ctx);
awaitable<response> switch_workspace(request_context& ctx);
awaitable<response> sign_out(request_context& ctx);

// leads.cpp
awaitable<response> list_leads(request_context& ctx);
awaitable<response> show_lead(request_context& ctx);
awaitable<response> change_lead(request_context& ctx);

// conversations.cpp: what is read
awaitable<response> list_conversations(request_context& ctx);
awaitable<response> show_conversation(request_context& ctx);
awaitable<response> show_timeline(request_context& ctx);

// commands.cpp: what members do in a conversation
awaitable<response> take_over(request_context& ctx);
awaitable<response> transfer(request_context& ctx);
awaitable<response> release(request_context& ctx);
awaitable<response> keep_going(request_context& ctx);
awaitable<response> reply_to_visitor(request_context& ctx);
awaitable<response> write_note(request_context& ctx);
awaitable<response> delete_conversation(request_context& ctx);

// live_chat.cpp
awaitable<response> show_switch(request_context& ctx);
awaitable<response> set_switch(request_context& ctx);
awaitable<response> take_next(request_context& ctx);
awaitable<response> show_live_chat(request_context& ctx);
awaitable<response> change_live_chat(request_context& ctx);
awaitable<response> change_agent_hours(request_context& ctx);

// members.cpp
awaitable<response> list_members(request_context& ctx);
awaitable<response> add_member(request_context& ctx);
awaitable<response> change_member(request_context& ctx);
awaitable<response> remove_member(request_context& ctx);

// deletion.cpp: of many
awaitable<response> delete_selection(request_context& ctx);
awaitable<response> delete_unused(request_context& ctx);

// feed.cpp
awaitable<response> show_feed(request_context& ctx);

// audit.cpp
awaitable<response> list_audit(request_context& ctx);
awaitable<response> check_audit(request_context& ctx);

// webhooks.cpp
awaitable<response> list_webhooks(request_context& ctx);
awaitable<response> create_webhook(request_context& ctx);
awaitable<response> change_webhook(request_context& ctx);
awaitable<response> delete_webhook(request_context& ctx);
awaitable<response> test_webhook(request_context& ctx);
awaitable<response> list_deliveries(request_context& ctx);

// delivery.cpp: the queue and the mailer
awaitable<response> list_jobs(request_context& ctx);
awaitable<response> retry_job(request_context& ctx);
awaitable<response> forget_job(request_context& ctx);
awaitable<response> show_mail(request_context& ctx);
awaitable<response> test_mail(request_context& ctx);

// agents.cpp
awaitable<response> list_agents(request_context& ctx);
awaitable<response> show_agent(request_context& ctx);
awaitable<response> change_agent(request_context& ctx);
awaitable<response> show_rules(request_context& ctx);
awaitable<response> change_rules(request_context& ctx);

// broadcasting.cpp
awaitable<response> authorize_channel(request_context& ctx);

// widget_session.cpp
awaitable<response> widget_init(request_context& ctx);
awaitable<response> widget_clear(request_context& ctx);
awaitable<response> widget_timeline(request_context& ctx);

// widget.cpp
awaitable<response> widget_message(request_context& ctx);
awaitable<response> widget_message_stream(request_context& ctx);
awaitable<response> widget_lead(request_context& ctx);
awaitable<response> widget_handoff(request_context& ctx);
awaitable<response> widget_rules(request_context& ctx);

// health.cpp
awaitable<response> up(request_context& ctx);
awaitable<response> health(request_context& ctx);
awaitable<response> metrics(request_context& ctx);

// pages.cpp
awaitable<response> home(request_context& ctx);
awaitable<response> app_page(request_context& ctx);
awaitable<response> widget_script(request_context& ctx);
awaitable<response> demo_page(request_context& ctx);
awaitable<response> demo_file(request_context& ctx);
awaitable<response> app_file(request_context& ctx);

}  // namespace takeover::net::handlers
