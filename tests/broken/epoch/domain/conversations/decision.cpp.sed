# The whole answer is stored whatever its epoch is.
s#if (answer.epoch != now.epoch || now.controller != controller::bot) return fail(errc::stale);##
