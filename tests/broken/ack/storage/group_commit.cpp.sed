# Who waits is answered before the commit, which takes its time.
s|^\( *\)for (auto& one : jobs) std::visit(\[&\](auto& kind) { perform(kind, around_changes); }, one);|&\n\1answer(jobs);\n\1std::this_thread::sleep_for(std::chrono::milliseconds{20});|
s|^ *answer(now);||
