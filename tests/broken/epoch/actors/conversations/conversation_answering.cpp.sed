# What the agent writes is taken whatever its epoch is.
s#answer_->shown.epoch != model_.state.epoch#false#
