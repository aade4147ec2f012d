# takeover_options: the language level, warnings, sanitizers and linker that every target of the project uses.
set(TAKEOVER_SANITIZER "" CACHE STRING "address (with undefined), fuzzer (with both), thread, or nothing")
set_property(CACHE TAKEOVER_SANITIZER PROPERTY STRINGS "" address fuzzer thread)
option(TAKEOVER_CHECKED_LIBRARY "Check the standard library's preconditions at run time" OFF)

# Line tables are enough for backtraces and keep objects small.
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(takeover_options INTERFACE)
target_compile_features(takeover_options INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
target_include_directories(takeover_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(takeover_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wnon-virtual-dtor;-Woverloaded-virtual>)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Lets ccache look through precompiled headers.
  target_compile_options(takeover_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
endif()

if(TAKEOVER_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The first says that a header uses an anonymous namespace: here it is a source that is included. The others are
  # wrong about `std::string(…) + "…"` (GCC bug 105651). The sanitized build compiles file by file with all of them.
  target_compile_options(takeover_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage;-Wno-array-bounds;-Wno-stringop-overread>)
endif()

if(TAKEOVER_CHECKED_LIBRARY)
  target_compile_definitions(takeover_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()

if(TAKEOVER_SANITIZER STREQUAL "address")
  # vptr asks for the type information of SOCI's back ends, which its library hides.
  set(sanitizer_flags -fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
elseif(TAKEOVER_SANITIZER STREQUAL "fuzzer")
  # For tests/fuzz, with clang. Its programs alone link libFuzzer's main().
  set(sanitizer_flags -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
elseif(TAKEOVER_SANITIZER STREQUAL "thread")
  set(sanitizer_flags -fsanitize=thread -fno-omit-frame-pointer)
elseif(TAKEOVER_SANITIZER)
  message(FATAL_ERROR "TAKEOVER_SANITIZER is '${TAKEOVER_SANITIZER}': use address, fuzzer, thread, or nothing")
endif()
target_compile_options(takeover_options INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${sanitizer_flags}>")
target_link_options(takeover_options INTERFACE ${sanitizer_flags})

find_program(LLD_PROGRAM ld.lld)
if(LLD_PROGRAM)
  target_link_options(takeover_options INTERFACE -fuse-ld=lld)
endif()
