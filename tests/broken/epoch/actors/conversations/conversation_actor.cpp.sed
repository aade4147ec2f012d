# A new epoch leaves the running answer alone; who waited for it is let go.
s|if (model_.state.epoch != before.epoch) end_answer();|if (model_.state.epoch != before.epoch)\n    for (auto\& waiter : answer_.take_waiters()) finish_waiter(waiter, {});|
