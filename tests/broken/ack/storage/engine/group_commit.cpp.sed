# Who waits is answered before the commit, which takes its time.
s|^\( *\)++number_;|\1answer(jobs);\n\1std::this_thread::sleep_for(std::chrono::milliseconds{20});\n&|
s|^ *answer(now);||
