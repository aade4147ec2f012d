# A new epoch leaves the running answer alone; who waited for it is let go.
s|if (model_.state.epoch != before.epoch) end_answer();|if (model_.state.epoch != before.epoch) {\n    auto kept = std::move(answer_);\n    end_answer();\n    answer_ = std::move(kept);\n  }|
