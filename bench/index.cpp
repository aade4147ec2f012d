/// What a page of the index of conversations costs in a workspace with a thousand of them and in
/// one with a million: the question that GET /api/conversations asks of the store, with its counts.
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <random>

#include "bench/support/measuring.hpp"
#include "storage/agents/agents.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/sql/cursor.hpp"
#include "storage/store.hpp"

namespace {

using namespace takeover;
using namespace takeover::bench;
using std::chrono::nanoseconds;
using steady = std::chrono::steady_clock;

/// The same question at many conversations, as a multiple of what it costs at few.
constexpr double limit = 1.5;
constexpr std::size_t few = 1'000;
constexpr std::size_t usual_many = 1'000'000;
/// Conversations to a transaction while the workspace is filled.
constexpr std::size_t filled_at_once = 5'000;
constexpr std::size_t rounds = 400;
constexpr std::chrono::seconds apart{10};

const domain::timestamp now = domain::from_ms(1'795'339'800'000);

class temporary_folder {
 public:
  temporary_folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "takeover-bench-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// A workspace of one agent with so many conversations, one every ten seconds; in every second one
/// the visitor wrote.
class workspace {
 public:
  workspace(const std::string& file, std::size_t count) : count_(count) {
    auto opened = storage::open_store({"sqlite:" + file, 1}, ids_, clock_);
    if (!opened) throw std::runtime_error(opened.error().detail);
    store_ = std::move(*opened);
    id_ = ids_.make<domain::workspace_id>(now);
    agent_ = ids_.make<domain::agent_id>(now);
    write([this](storage::writer& to) {
      storage::people::create_workspace(to, {id_, "Bench"}, now);
      storage::agent_record agent;
      agent.id = agent_;
      agent.workspace = id_;
      agent.name = "Wren";
      storage::agents::create(to, agent, now);
    });
    for (std::size_t from = 0; from < count; from += filled_at_once)
      write([&](storage::writer& to) {
        for (auto n = from; n < std::min(count, from + filled_at_once); ++n) add(to, n);
      });
  }
  ~workspace() { store_->stop(); }
  workspace(const workspace&) = delete;
  workspace& operator=(const workspace&) = delete;

  /// Asks for a page that begins after the conversation of this number, newest first; 0: for the
  /// first page. Gives the time it took on the reader's thread.
  [[nodiscard]] nanoseconds ask(storage::conversation_filter filter, std::size_t after) {
    storage::conversation_query query;
    query.workspace = id_;
    query.filter = filter;
    query.live_since = now - std::chrono::minutes{15};
    if (after > 0)
      query.cursor =
          storage::encode_cursor({domain::to_ms(time_of(count_ - after)), domain::ulid{}});
    nanoseconds took{};
    storage::read_and_wait(*store_, [&](storage::reader& from) {
      const auto begin = steady::now();
      const auto page = storage::conversation_list::page(from, query);
      (void)storage::conversation_list::counts(from, query);
      took = steady::now() - begin;
      if (!page || page->items.size() != static_cast<std::size_t>(query.limit))
        throw std::runtime_error("a page is not full");
    });
    return took;
  }
  [[nodiscard]] std::size_t count() const noexcept { return count_; }

 private:
  /// The last one was active just now.
  [[nodiscard]] domain::timestamp time_of(std::size_t number) const {
    return now - apart * static_cast<int>(count_ - number);
  }

  void write(const std::function<void(storage::writer&)>& job) {
    const auto done =
        storage::write_and_wait(*store_, [&](storage::writer& to) -> domain::result<void> {
          job(to);
          return {};
        });
    if (!done)
      throw std::runtime_error("the workspace could not be filled: " + done.error().detail);
  }

  void add(storage::writer& to, std::size_t number) {
    const auto at = time_of(number);
    const auto visitor = ids_.make<domain::visitor_id>(at);
    domain::conversation made;
    made.id = ids_.make<domain::conversation_id>(at);
    made.workspace = id_;
    made.agent = agent_;
    made.visitor = visitor;
    made.created_at = made.last_activity_at = at;
    storage::conversations::create(to, {made.id,
                                        {visitor, agent_, visitor.str(), {}, {}},
                                        id_,
                                        "https://shop.example/grinders",
                                        at});
    if (number % 2 == 0) return;
    domain::context with;
    with.now = at;
    const auto said =
        domain::decide(made,
                       domain::post_visitor_message{fmt::format("c{}", number),
                                                    "Does it grind for espresso, too?"},
                       with);
    if (!said || !std::holds_alternative<storage::committed>(storage::apply(to, {0, 0, *said, at})))
      throw std::runtime_error("a message was not stored");
  }

  domain::random_ids ids_;
  domain::wall_clock clock_;
  std::size_t count_;
  std::unique_ptr<storage::store> store_;
  domain::workspace_id id_;
  domain::agent_id agent_;
};

struct question {
  const char* name;
  storage::conversation_filter filter;
  double depth;  ///< share of the list above the page
};

constexpr question questions[] = {
    {"first page, all", storage::conversation_filter::all, 0},
    {"first page, engaged", storage::conversation_filter::engaged, 0},
    {"first page, empty", storage::conversation_filter::empty, 0},
    {"deep page, all", storage::conversation_filter::all, 0.85},
    {"deep page, engaged", storage::conversation_filter::engaged, 0.7},
    {"deep page, empty", storage::conversation_filter::empty, 0.7},
};

double micros(nanoseconds value) { return static_cast<double>(value.count()) / 1'000; }

bool run(std::size_t many) {
  const temporary_folder folder;
  workspace small{folder.file("few.db"), few};
  workspace large{folder.file("many.db"), many};
  std::mt19937 random{1};  // NOLINT: the same places each time
  fmt::print(
      "50 rows and the counts, on a reader's thread. A deep page begins at another place each "
      "time, around the given depth.\n\n");
  fmt::print("{:<22} {:>14} {:>16} {:>7} {:>7}\n", "", fmt::format("{} us", few),
             fmt::format("{} us", many), "ratio", "limit");
  bool held = true;
  for (const auto& one : questions) {
    std::vector<nanoseconds> of_small, of_large;
    for (std::size_t round = 0; round < rounds; ++round) {
      const double shift =
          one.depth == 0 ? 0 : std::uniform_real_distribution<double>{-0.05, 0.0}(random);
      const auto place = [&](const workspace& in) {
        return static_cast<std::size_t>((one.depth + shift) * static_cast<double>(in.count()));
      };
      of_small.push_back(small.ask(one.filter, place(small)));
      of_large.push_back(large.ask(one.filter, place(large)));
    }
    const double ratio = micros(median(of_large)) / micros(median(of_small));
    held = held && ratio <= limit;
    fmt::print("{:<22} {:>14.0f} {:>16.0f} {:>7.2f} {:>7.1f}\n", one.name, micros(median(of_small)),
               micros(median(of_large)), ratio, limit);
  }
  return held;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::size_t many = usual_many;
    if (argc > 1) {
      const std::string_view text = argv[1];
      if (std::from_chars(text.data(), text.data() + text.size(), many).ec != std::errc{} ||
          many < few)
        throw std::runtime_error("bench_index [CONVERSATIONS]");
    }
    if (run(many)) return 0;
    std::fprintf(stderr, "a page of a large workspace costs too much\n");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
  }
  return 1;
}
