#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <random>

#include "storage/conversations/conversation_change.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

constexpr int rounds = 24;
constexpr std::size_t chats = 6;

/// What the child tells of one acknowledged change. Smaller than a pipe's atomic write.
struct acknowledged {
  std::uint32_t chat = 0;
  std::int64_t seq = 0;
};

std::string client_id_of(domain::seq_t seq) { return "c" + std::to_string(seq); }
/// Of many lengths, so that a kill meets small and large transactions, and told by its seq.
std::string body_of(domain::seq_t seq) {
  return "body " + std::to_string(seq) +
         std::string(static_cast<std::size_t>(seq * 7919 % 3000), '.');
}
/// One conversation leaves a lead in every change.
domain::command next_command(std::size_t chat, domain::seq_t seq) {
  if (chat != 0) return domain::post_visitor_message{client_id_of(seq), body_of(seq)};
  return domain::capture_lead{client_id_of(seq),
                              domain::lead_source::form,
                              {"", "lead" + std::to_string(seq) + "@example.com", "", {}}};
}

/// Writes into each conversation, one change after another, and tells every one that is
/// acknowledged. Until it is killed.
class child {
 public:
  child(store& into, std::vector<talk> talks, int told)
      : store_(into), talks_(std::move(talks)), told_(told) {}
  void run() {
    for (std::size_t chat = 0; chat < talks_.size(); ++chat) go_on(chat);
    for (;;) ::pause();
  }

 private:
  void go_on(std::size_t chat) {
    const auto change = talks_[chat].deciding(next_command(chat, talks_[chat].now().last_seq + 1));
    store_.submit(change, [this, chat, change](const commit_outcome& outcome) {
      if (!stored(outcome)) ::_exit(3);
      talks_[chat].follow(change);
      const acknowledged told{static_cast<std::uint32_t>(chat), change.decision.next.last_seq};
      if (::write(told_, &told, sizeof told) != sizeof told) ::_exit(4);
      go_on(chat);
    });
  }

  store& store_;
  std::vector<talk> talks_;
  int told_;
};

bool take(int from, acknowledged& told) {
  std::size_t got = 0;
  while (got < sizeof told) {
    const auto n = ::read(from, reinterpret_cast<char*>(&told) + got, sizeof told - got);
    if (n <= 0) return false;
    got += static_cast<std::size_t>(n);
  }
  return true;
}

/// Starts the child, kills it after so many acknowledgements, and gives the highest one of each
/// conversation.
std::vector<domain::seq_t> killed_after(int acknowledgements, const std::string& url,
                                        const std::vector<talk>& talks) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const auto pid = ::fork();
  if (pid == 0) {  // this process has no other thread now: the store is closed
    ::close(ends[0]);
    try {
      domain::random_ids ids;
      const domain::manual_clock clock{at(0)};
      const auto into = opened(url, ids, clock);
      child{*into, talks, ends[1]}.run();
    } catch (...) {
    }
    ::_exit(2);
  }
  BOOST_REQUIRE(pid > 0);
  ::close(ends[1]);
  std::vector<domain::seq_t> highest(chats, 0);
  acknowledged told;
  int heard = 0;
  while (heard < acknowledgements && take(ends[0], told)) {
    highest.at(told.chat) = told.seq;
    ++heard;
  }
  ::kill(pid, SIGKILL);
  while (take(ends[0], told))
    highest.at(told.chat) = told.seq;  // what it still said before it died
  ::close(ends[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
  BOOST_TEST(heard == acknowledgements);
  return highest;
}

bool whole(const std::vector<domain::entry>& entries, std::size_t chat) {
  for (std::size_t n = 0; n < entries.size(); ++n) {
    const auto seq = static_cast<domain::seq_t>(n) + 1;
    if (entries[n].seq != seq || entries[n].client_id != client_id_of(seq)) return false;
    if (chat != 0 && entries[n].body != body_of(seq)) return false;
  }
  return true;
}

/// The disk takes no more bytes, as long as this lives. Source: setrlimit(2), RLIMIT_FSIZE.
class full_disk {
 public:
  explicit full_disk(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~full_disk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  full_disk(const full_disk&) = delete;
  full_disk& operator=(const full_disk&) = delete;

 private:
  rlimit before_{};
  sighandler_t handler_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(durability, workspace_fixture)

BOOST_AUTO_TEST_CASE(what_was_acknowledged_before_a_kill_is_there_once_and_in_order) {
  const auto seed = std::random_device{}();
  BOOST_TEST_CONTEXT("seed " << seed) {
    std::mt19937 dice{seed};
    const auto before = ::signal(SIGCHLD, SIG_DFL);  // a child that is killed is no failure
    std::vector<talk> talks;
    for (std::size_t n = 0; n < chats; ++n) talks.push_back(given_conversation());

    for (int round = 0; round < rounds; ++round) {
      close();
      const auto promised = killed_after(1 + static_cast<int>(dice() % 400), url(), talks);
      reopen();
      std::vector<talk> found;
      for (std::size_t chat = 0; chat < chats; ++chat) {
        const auto entries = timeline(talks[chat].id());
        const auto left = state(talks[chat].id());
        BOOST_TEST_CONTEXT("round " << round << ", conversation " << chat) {
          BOOST_TEST(left.last_seq >= promised[chat]);
          BOOST_TEST(left.last_seq >= talks[chat].now().last_seq);
          BOOST_TEST(entries.size() == static_cast<std::size_t>(left.last_seq));
          BOOST_TEST(whole(entries, chat));
        }
        found.emplace_back(left, ids);
      }
      const auto leads = talks[0].now().last_seq;
      BOOST_TEST(number("SELECT count(*) FROM leads") >= leads);
      talks = std::move(found);
    }

    const auto leads = talks[0].now().last_seq;
    BOOST_TEST(number("SELECT count(*) FROM leads") == leads);
    BOOST_TEST(number("SELECT count(*) FROM jobs") == 2 * leads);
    BOOST_TEST(number("SELECT count(DISTINCT feed_seq) FROM leads WHERE feed_seq BETWEEN 1 AND "
                      "(SELECT lead_seq FROM workspaces)") == leads);
    BOOST_TEST(number("SELECT lead_seq FROM workspaces") == leads);
    if (tested() == dialect::sqlite)
      BOOST_TEST(
          number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
    ::signal(SIGCHLD, before);
  }
}

BOOST_AUTO_TEST_CASE(
    a_change_that_the_disk_refused_is_refused_and_the_store_goes_on_when_the_disk_does,
    *boost::unit_test::precondition(on_sqlite)) {
  auto chat = given_conversation();
  chat.say(rows());
  const auto change = chat.deciding(domain::post_visitor_message{"big", std::string(60'000, 'x')});

  commit_outcome refused;
  bool healthy_meanwhile = true;
  {
    const full_disk none_left{4'096};
    refused = submitted(rows(), change);
    healthy_meanwhile = rows().stats().healthy;
  }
  const auto again = submitted(rows(), change);

  const auto code = refusal(refused);
  BOOST_TEST((code == errc::overloaded));
  BOOST_TEST(!healthy_meanwhile);
  BOOST_TEST((stored(again) || std::holds_alternative<duplicate>(again)));
  BOOST_TEST(timeline(chat.id()).size() == 2);
  reopen();
  BOOST_TEST(timeline(chat.id()).size() == 2);
  BOOST_TEST(rows().stats().healthy);
}

BOOST_AUTO_TEST_CASE(the_log_does_not_grow_without_bound_while_a_reader_comes_and_goes,
                     *boost::unit_test::precondition(on_sqlite)) {
  constexpr std::uintmax_t bound = 64U << 20U;
  const std::string body(domain::max_body_bytes, 'x');
  auto chat = given_conversation();
  std::uintmax_t largest = 0;
  for (int group = 0; group < 24; ++group) {  // 96 MiB in all
    write(rows(), [&](writer& to) {
      auto here = chat;
      for (int n = 0; n < 64; ++n) {
        const auto change =
            here.deciding(domain::post_visitor_message{"c" + std::to_string(group * 64 + n), body});
        if (!stored(storage::apply(to, change))) throw std::runtime_error{"not stored"};
        here.follow(change);
      }
    });
    chat = talk{state(chat.id()), ids};
    largest = std::max(largest, std::filesystem::file_size(file() + "-wal"));
  }

  BOOST_TEST(largest < bound);
  BOOST_TEST(chat.now().last_seq == 24 * 64);
}

BOOST_AUTO_TEST_SUITE_END()
