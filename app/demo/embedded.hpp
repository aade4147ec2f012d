/// The content of the demo workspace (the folder `demo/`) that the program carries in itself. Knows
/// nothing of its format.
#pragma once

#include <span>
#include <string_view>

namespace takeover::app {

/// One file of `demo/`. Everything lives as long as the program.
struct embedded_demo_file {
  std::string_view path;  ///< relative to `demo/`: `conversations.json`, `knowledge/shipping.md`
  std::string_view text;  ///< UTF-8
};

/// All files, sorted by path.
std::span<const embedded_demo_file> embedded_demo_files();

}  // namespace takeover::app
