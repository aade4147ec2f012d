#include "answering/builtin/synonyms.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "answering/builtin/words.hpp"

namespace takeover::answering {
namespace {

/// One line is one meaning. A word may stand in several.
constexpr auto meanings = std::to_array<std::string_view>({
    "shipping ship shipment deliver delivery parcel package courier postage dispatch freight",
    "arrive arrival deliver delivery receive",
    "return refund exchange reimburse money",
    "price cost charge fee expensive cheap pricing",
    "open opening hours close closed closing",
    "phone telephone call reach contact",
    "email mail contact write",
    "broken broke faulty defective damaged damage crack cracked fault",
    "warranty guarantee",
    "cancel cancellation unsubscribe terminate",
    "pause skip postpone",
    "buy purchase order",
    "discount coupon voucher promo promotion rebate code",
    "pay paid payment checkout accept",
    "heavy weigh weight kg kilogram",
    "kilo kilogram kg",
    "suit suitable right choose choice pick recommend recommendation",
    "farmer grower farm producer",
    "expire expiry valid validity",
    "bike bicycle",
    "minimum least begin begins smallest",
    "join attend participate people",
    "christmas december holiday",
    "child children kid",
    "pregnant pregnancy",
    "vat tax",
    "loud noisy noise quiet",
    "invoice receipt bill",
    "store shop showroom location address located visit",
    "abroad international internationally overseas worldwide foreign country countries europe "
    "outside",
    "repair fix mend service servicing maintenance",
    "class course workshop lesson training",
    "decaf decaffeinated",
    "caffeine caffeinated",
    "clean cleaning descale descaling wash rinse",
    "track tracking trace follow",
    "job career vacancy hiring recruit",
    "subscribe subscription subscriber plan",
    "wholesale bulk office business restaurant cafe",
    "gift present",
    "store storage keep freeze freezer frozen fridge",
    "allergy allergic allergen allergies",
    "organic fairtrade ethical sustainable sustainability",
    "recycle recycling recyclable compost compostable",
    "password login signin",
    "privacy gdpr personal data",
    "grind ground grinding coarse coarseness",
});

using table = std::unordered_map<std::string, std::vector<synonym>>;

table make_table() {
  table synonyms;
  for (auto line : meanings) {
    auto words = stemmed_words(line, 32);
    for (const auto& word : words) {
      auto& others = synonyms[word.stem];
      for (const auto& other : words) {
        bool known = other.stem == word.stem || std::ranges::any_of(others, [&](const synonym& k) {
                       return k.stem == other.stem;
                     });
        if (!known) others.push_back({other.text, other.stem});
      }
    }
  }
  return synonyms;
}

}  // namespace

const std::vector<synonym>& synonyms_of(const std::string& stem) {
  static const table synonyms = make_table();
  static const std::vector<synonym> none;
  auto listed = synonyms.find(stem);
  return listed == synonyms.end() ? none : listed->second;
}

}  // namespace takeover::answering
