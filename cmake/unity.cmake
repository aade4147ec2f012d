# takeover_compile_together(VARIABLE source…)
#
# With TAKEOVER_UNITY, puts into VARIABLE one generated source for every six of a folder, which includes them: most of
# a compilation is the headers of Asio, CAF and Boost.JSON that neighbors share. Files of one folder therefore give
# different names to what their anonymous namespaces hold; other folders never meet. Without it: the sources themselves.
# CMake's own unity builds name absolute paths, and ccache could not use one clone's objects in the next.
option(TAKEOVER_UNITY "Compile the sources of a folder together" OFF)

function(takeover_compile_together variable)
  if(NOT TAKEOVER_UNITY)
    set(${variable} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(units)
  foreach(source IN LISTS ARGN)
    file(RELATIVE_PATH path "${PROJECT_SOURCE_DIR}" "${source}")
    get_filename_component(folder "${path}" DIRECTORY)
    string(MAKE_C_IDENTIFIER "${folder}" room)
    if(NOT DEFINED sources_in_${room})
      set(sources_in_${room} 0)
    endif()
    math(EXPR batch "${sources_in_${room}} / 6")
    math(EXPR sources_in_${room} "${sources_in_${room}} + 1")
    set(unit "${CMAKE_CURRENT_BINARY_DIR}/together/${room}_${batch}.cpp")
    list(APPEND units "${unit}")
    string(APPEND content_${room}_${batch} "#include \"${path}\"\n")
  endforeach()
  list(REMOVE_DUPLICATES units)
  foreach(unit IN LISTS units)
    get_filename_component(name "${unit}" NAME_WE)
    file(CONFIGURE OUTPUT "${unit}" CONTENT "${content_${name}}" @ONLY)
  endforeach()
  set(${variable} ${units} PARENT_SCOPE)
endfunction()
