#include <boost/test/unit_test.hpp>

#include "app/cli/front_matter.hpp"

using namespace takeover;
using app::read_page;

BOOST_AUTO_TEST_SUITE(front_matter)

BOOST_AUTO_TEST_CASE(title_and_url_come_from_the_front_matter) {
  auto page = read_page(
      "---\ntitle: \"Shipping: where and when\"\nurl: /pages/shipping\ntags: x\n# a "
      "comment\n\n---\n\n# Other\nText.\n",
      "file");
  BOOST_REQUIRE(page.has_value());
  BOOST_TEST(page->title == "Shipping: where and when");
  BOOST_TEST(page->url == "/pages/shipping");
  BOOST_TEST(page->markdown == "# Other\nText.");
}

BOOST_AUTO_TEST_CASE(a_file_without_front_matter_is_named_by_its_first_heading) {
  auto page = read_page("\xEF\xBB\xBFSome words.\n\n#no heading\n## Retours \xC3\xA0 gogo ##\ntext",
                        "file");
  BOOST_REQUIRE(page.has_value());
  BOOST_TEST(page->title == "Retours \xC3\xA0 gogo");
  BOOST_TEST(page->url == "");
}

BOOST_AUTO_TEST_CASE(a_file_without_any_heading_gets_the_fallback_title) {
  auto page = read_page("just words", "opening-hours");
  BOOST_REQUIRE(page.has_value());
  BOOST_TEST(page->title == "opening-hours");
  BOOST_TEST(page->markdown == "just words");
}

BOOST_AUTO_TEST_CASE(title_is_one_line_without_control_characters) {
  BOOST_TEST(read_page("# Opening\x03hours\ntext", "f")->title == "Opening hours");
  BOOST_TEST(read_page("---\ntitle: Opening\thours\n---\ntext", "f")->title == "Opening hours");
  BOOST_TEST(read_page("# \x03\n# Hours\ntext", "f")->title == "Hours");
}

BOOST_AUTO_TEST_CASE(windows_line_ends_are_read) {
  auto page = read_page("---\r\ntitle: Hours\r\n---\r\nNine to five.\r\n", "file");
  BOOST_REQUIRE(page.has_value());
  BOOST_TEST(page->title == "Hours");
  BOOST_TEST(page->markdown == "Nine to five.");
}

BOOST_AUTO_TEST_CASE(front_matter_that_is_not_closed_is_refused) {
  auto page = read_page("---\ntitle: Hours\nNine: to five\n", "file");
  BOOST_REQUIRE(page.has_error());
  BOOST_TEST((page.error() == domain::errc::malformed));
  BOOST_TEST(page.error().detail == "line 1: the front matter is not closed with ---");
}

BOOST_AUTO_TEST_CASE(a_line_of_front_matter_without_a_colon_is_named) {
  auto page = read_page("---\ntitle: Hours\nwhat is this\n---\ntext", "file");
  BOOST_REQUIRE(page.has_error());
  BOOST_TEST(page.error().detail == "line 3: front matter lines must look like key: value");
}

BOOST_AUTO_TEST_CASE(files_that_are_no_pages_are_refused) {
  BOOST_TEST((read_page("", "f").error() == domain::errc::invalid));
  BOOST_TEST((read_page("---\ntitle: A\n---\n \n", "f").error() == domain::errc::invalid));
  BOOST_TEST((read_page("---\nurl: a b\n---\ntext", "f").error() == domain::errc::invalid));
  BOOST_TEST((read_page("---\nurl: a\x1Fz\n---\ntext", "f").error() == domain::errc::invalid));
  BOOST_TEST((read_page("caf\xE9", "f").error() == domain::errc::malformed));
  BOOST_TEST((read_page(std::string("a\0b", 3), "f").error() == domain::errc::malformed));
  BOOST_TEST((read_page(std::string(app::max_page_bytes + 1, 'a'), "f").error() ==
              domain::errc::too_large));
}

BOOST_AUTO_TEST_SUITE_END()
