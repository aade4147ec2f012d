/// A route as the features declare it: its path, who may call it, and its handler. Finds none.
#pragma once

#include "net/api/endpoint.hpp"
#include "net/api/request_context.hpp"
#include "net/http/route_table.hpp"

namespace takeover::net {

using http::method;

using handler = handler_result (*)(request_context&);
using route = http::route<endpoint<handler>>;

}  // namespace takeover::net
