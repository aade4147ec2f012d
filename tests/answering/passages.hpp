/// A few passages as the index would give them.
#pragma once

#include <vector>

#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "storage/knowledge/knowledge.hpp"

namespace takeover::answering::test {

inline std::vector<storage::passage> shop_passages() {
  domain::random_ids ids;
  const auto passage = [&](int place, const char* title, const char* url, const char* text) {
    storage::passage made;
    made.document = ids.make<domain::document_id>(domain::from_ms(place));
    made.title = title;
    made.url = url;
    made.text = text;
    made.rank = -static_cast<double>(place);
    return made;
  };
  return {
      passage(1, "Delivery", "/delivery",
              "We send parcels on weekdays. Shipping within Sweden costs 49 kr. It is free over "
              "600 kr."),
      passage(2, "Warranty", "/warranty",
              "The warranty lasts three years. It covers faults in material.\n\nLime damage is "
              "not covered."),
      passage(3, "Descaling", "/descaling",
              "Descale the machine every two months:\n\n1. Fill the tank\n2. Run the descaling "
              "program\n3. Rinse")};
}

}  // namespace takeover::answering::test
