/// Where the tests find files of the repository.
#pragma once

namespace takeover::tests {

/// The root of the repository, without a slash at its end.
[[nodiscard]] const char* source_dir();

}  // namespace takeover::tests
