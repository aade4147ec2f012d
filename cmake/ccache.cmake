# Uses ccache where it is installed. Precompiled headers need these sloppiness flags, or nothing is ever found in the cache.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;CCACHE_NOHASHDIR=1;${CCACHE_PROGRAM}"
      CACHE STRING "" FORCE)
endif()
