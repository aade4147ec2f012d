#include "net/wire/live_chat.hpp"

#include <boost/json/array.hpp>

#include "net/wire/json/fields.hpp"
#include "net/wire/json/values.hpp"

namespace takeover::net::wire {

namespace json = boost::json;

namespace {

std::optional<std::chrono::minutes> time_in(const json::value& value) {
  const auto* text = value.if_string();
  return text != nullptr ? domain::parse_time_of_day({text->data(), text->size()}) : std::nullopt;
}

void read_day(const json::value& windows, std::string_view day, field_reader& report,
              std::vector<domain::day_window>& to) {
  const auto* list = windows.if_array();
  if (list == nullptr) return report.refuse(day, "must be a list of time ranges");
  for (const auto& window : *list) {
    const auto* ends = window.if_array();
    const bool pair = ends != nullptr && ends->size() == 2;
    const auto from = pair ? time_in(ends->at(0)) : std::nullopt;
    const auto until = pair ? time_in(ends->at(1)) : std::nullopt;
    if (!from || !until) return report.refuse(day, "must be time ranges like 09:00-17:00");
    to.push_back({*from, *until});
  }
}

void read_week(const json::object& week, field_reader& report, domain::week_windows& to) {
  for (const auto& [name, windows] : week) {
    std::size_t day = 0;
    while (day < to.size() && domain::weekday_name(day) != std::string_view{name}) ++day;
    if (day == to.size()) {
      report.refuse("week", "must have only the days monday to sunday");
      return;
    }
    if (!windows.is_null()) read_day(windows, domain::weekday_name(day), report, to[day]);
  }
}

void read_dates(const json::array& dates, field_reader& report,
                std::vector<std::chrono::year_month_day>& to) {
  for (const auto& value : dates) {
    const auto* text = value.if_string();
    const auto date =
        text != nullptr ? domain::parse_date({text->data(), text->size()}) : std::nullopt;
    if (!date) return report.refuse("dates_off", "must be dates like 2026-12-24");
    to.push_back(*date);
  }
}

domain::result<std::optional<domain::business_hours>> read_hours(const json::object& from) {
  field_reader fields{from};
  const bool always = fields.flag("always_open");
  domain::business_hours read;
  if (!always) {
    read.time_zone = fields.text("time_zone");
    if (const auto* week = fields.object("week")) read_week(*week, fields, read.week);
    if (const auto* dates = from.if_contains("dates_off"); dates != nullptr && !dates->is_null())
      if (const auto* list = fields.list("dates_off")) read_dates(*list, fields, read.dates_off);
  }
  if (const auto valid = fields.outcome(); !valid) return valid.error();
  if (always) return std::optional<domain::business_hours>{};
  auto checked = domain::check_hours(std::move(read));
  if (!checked) return checked.error();
  return std::optional{std::move(*checked)};
}

json::value own_hours_or_null(const std::optional<storage::hours_override>& own) {
  if (!own) return nullptr;
  return hours(own->hours);
}

}  // namespace

json::object hours(const std::optional<domain::business_hours>& from) {
  if (!from) return {{"always_open", true}};
  json::object week;
  for (std::size_t day = 0; day < from->week.size(); ++day) {
    json::array windows;
    for (const auto& window : from->week[day])
      windows.push_back(json::array{json::string{domain::time_of_day_text(window.from)},
                                    json::string{domain::time_of_day_text(window.to)}});
    week[domain::weekday_name(day)] = std::move(windows);
  }
  json::array dates;
  for (const auto& date : from->dates_off) dates.push_back(json::string{domain::date_text(date)});
  return {{"always_open", false},
          {"time_zone", from->time_zone},
          {"week", std::move(week)},
          {"dates_off", std::move(dates)}};
}

json::object live_chat(const domain::live_chat_settings& settings,
                       const std::vector<storage::agent_with_hours>& agents) {
  json::array list;
  for (const auto& agent : agents)
    list.push_back(json::object{{"id", id_text(agent.agent)},
                                {"name", agent.name},
                                {"hours", own_hours_or_null(agent.own)}});
  return {{"hours", hours(settings.hours)},
          {"queue_position", domain::name_of(settings.position)},
          {"agents", std::move(list)}};
}

json::object availability(domain::member_switch position) {
  return {{"available", position == domain::member_switch::available}};
}

domain::result<domain::live_chat_settings> read_live_chat(std::string_view body) {
  const auto object = parse_object(body);
  if (!object) return object.error();
  field_reader fields{*object};
  domain::live_chat_settings read;
  const auto* given = fields.object("hours");
  const auto position = domain::parse_queue_position(fields.text("queue_position"));
  if (!position) fields.refuse("queue_position", "must be shown or hidden");
  if (const auto valid = fields.outcome(); !valid) return valid.error();
  auto checked = read_hours(*given);
  if (!checked) return checked.error();
  read.hours = std::move(*checked);
  read.position = *position;
  return read;
}

domain::result<std::optional<storage::hours_override>> read_agent_hours(std::string_view body) {
  const auto object = parse_object(body);
  if (!object) return object.error();
  if (const auto* given = object->if_contains("hours"); given != nullptr && given->is_null())
    return std::optional<storage::hours_override>{};
  field_reader fields{*object};
  const auto* given = fields.object("hours");
  if (given == nullptr) return fields.outcome().error();
  auto checked = read_hours(*given);
  if (!checked) return checked.error();
  return std::optional{storage::hours_override{std::move(*checked)}};
}

domain::result<domain::member_switch> read_switch(std::string_view body) {
  return read_body<domain::member_switch>(body, [](field_reader& from) {
    return from.required_flag("available") ? domain::member_switch::available
                                           : domain::member_switch::away;
  });
}

}  // namespace takeover::net::wire
