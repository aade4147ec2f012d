// main() of every C++ test program; the build names the module.
#define BOOST_TEST_MODULE TAKEOVER_TEST_MODULE
#include <boost/test/unit_test.hpp>

#include "tests/support/source_dir.hpp"

const char* takeover::tests::source_dir() { return TAKEOVER_SOURCE_DIR; }
