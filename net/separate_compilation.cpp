// The one place where the bodies of Asio and Beast are compiled. Everything else sees declarations
// only, which keeps the other files of net/ quick to compile.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
