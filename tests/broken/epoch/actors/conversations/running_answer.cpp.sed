# What the agent writes is taken whatever its epoch is.
s#&& progress_->shown.epoch == epoch#\&\& epoch >= 0#
