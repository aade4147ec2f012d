/// Messages of the Pusher protocol, channel data and channel names: what is read is text, and reads
/// the same when it is written again.
#include <variant>

#include "domain/text/utf8.hpp"
#include "net/realtime/pusher/channel_name.hpp"
#include "net/wire/realtime/pusher.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;
namespace wire = net::wire;

void check_text(const std::string& text) {
  fuzz::require(domain::is_utf8(text), "what is read of JSON is UTF-8");
}

struct checker {
  void operator()(const wire::subscribe& message) const {
    fuzz::require(!message.channel.empty(), "a subscription names its channel");
    check_text(message.channel);
    check_text(message.auth);
    check_text(message.channel_data);
  }
  void operator()(const wire::unsubscribe& message) const {
    fuzz::require(!message.channel.empty(), "an unsubscription names its channel");
    check_text(message.channel);
  }
  void operator()(const wire::client_event& message) const {
    fuzz::require(message.name.starts_with("client-"), "a client event has the name of one");
    fuzz::require(!message.channel.empty(), "a client event names its channel");
    check_text(message.name);
    check_text(message.channel);
  }
  void operator()(const auto&) const {}
};

/// `data` is read the same as an object and as the text of one.
void check_both_forms(std::string_view data) {
  const auto as_object =
      wire::read_client_message(R"({"event":"pusher:subscribe","data":)" + std::string{data} + "}");
  if (!data.starts_with('{') || !as_object) return;
  const auto* object = std::get_if<wire::subscribe>(&*as_object);
  if (object == nullptr) return;  // a second "event" closed what was meant as data
  const auto as_text = wire::read_client_message(wire::envelope("pusher:subscribe", {}, data));
  if (!as_text) return;  // more fields follow the data
  const auto* text = std::get_if<wire::subscribe>(&*as_text);
  fuzz::require(text != nullptr && text->channel == object->channel && text->auth == object->auth &&
                    text->channel_data == object->channel_data,
                "data reads the same in both forms");
}

void check_channel_data(std::string_view text) {
  const auto data = wire::read_channel_data(text);
  if (!data) return;
  const auto written = wire::channel_data(*data);
  const auto again = wire::read_channel_data(written);
  fuzz::require(again.has_value(), "channel data can be read again");
  fuzz::require(wire::channel_data(*again) == written, "channel data is written the same again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  if (const auto message = wire::read_client_message(text)) std::visit(checker{}, *message);
  check_both_forms(text);
  check_channel_data(text);
  if (const auto channel = net::realtime::parse_channel(text))
    fuzz::require(net::realtime::channel_name(*channel) == text, "a channel has one name");
  return 0;
}
