# takeover_embed(OUT NAME name ROOT folder GLOB|FLAT pattern…
#                KIND assets|migrations|files HEADER path NAMESPACE name TYPE name ACCESSOR name)
#
# Puts files below ROOT into the program: those that match GLOB at any depth, those that match FLAT in the named folder
# alone. An assembler file holds the bytes, a C++ file defines ACCESSOR, which HEADER declares in NAMESPACE as
# `std::span<const TYPE>`. KIND says what a row of that table holds. OUT receives the two generated sources. The work is
# done by embed_files.cmake at build time, whenever one of the files changed.
find_program(BROTLI_PROGRAM brotli REQUIRED)
find_program(GZIP_PROGRAM gzip REQUIRED)

function(takeover_embed out)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAME;KIND;ROOT;HEADER;NAMESPACE;TYPE;ACCESSOR" "GLOB;FLAT")
  list(TRANSFORM arg_GLOB PREPEND "${arg_ROOT}/")
  list(TRANSFORM arg_FLAT PREPEND "${arg_ROOT}/")
  set(files "")
  if(arg_GLOB)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${arg_ROOT}" ${arg_GLOB})
  endif()
  if(arg_FLAT)
    file(GLOB flat CONFIGURE_DEPENDS RELATIVE "${arg_ROOT}" ${arg_FLAT})
    list(APPEND files ${flat})
  endif()
  list(SORT files)
  set(folder "${CMAKE_BINARY_DIR}/embedded/${arg_NAME}")
  list(JOIN files "\n" text)
  file(CONFIGURE OUTPUT "${folder}/files.txt" CONTENT "${text}" @ONLY)
  set(depends ${files})
  list(TRANSFORM depends PREPEND "${arg_ROOT}/")
  set(script "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake")
  add_custom_command(
    OUTPUT "${folder}/${arg_NAME}.S" "${folder}/${arg_NAME}.cpp"
    COMMAND "${CMAKE_COMMAND}" "-DNAME=${arg_NAME}" "-DKIND=${arg_KIND}" "-DROOT=${arg_ROOT}" "-DFOLDER=${folder}"
            "-DHEADER=${arg_HEADER}" "-DNAMESPACE=${arg_NAMESPACE}" "-DTYPE=${arg_TYPE}" "-DACCESSOR=${arg_ACCESSOR}"
            "-DBROTLI=${BROTLI_PROGRAM}" "-DGZIP=${GZIP_PROGRAM}" -P "${script}"
    DEPENDS "${script}" "${folder}/files.txt" ${depends}
    COMMENT "Embedding ${arg_NAME}"
    VERBATIM)
  set_source_files_properties("${folder}/${arg_NAME}.cpp" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  set(${out} "${folder}/${arg_NAME}.S" "${folder}/${arg_NAME}.cpp" PARENT_SCOPE)
endfunction()
