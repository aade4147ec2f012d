# takeover_add_layer(NAME [SOURCES generated…] [EXCLUDE regex] [PRECOMPILE header…] LINK target…)
#
# One static library per folder, holding every .cpp below the calling folder.
function(takeover_add_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXCLUDE" "SOURCES;PRECOMPILE;LINK")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  if(arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${arg_EXCLUDE}")
  endif()
  takeover_compile_together(sources ${sources})
  add_library(${name} STATIC ${sources} ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC takeover_options ${arg_LINK})
  target_precompile_headers(${name} PRIVATE
    <algorithm> <array> <atomic> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional> <span> <string>
    <string_view> <unordered_map> <utility> <variant> <vector> ${arg_PRECOMPILE})
endfunction()
