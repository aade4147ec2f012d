# Writes FOLDER/NAME.S (bytes) and FOLDER/NAME.cpp (table) for the files listed in FOLDER/files.txt. See embed.cmake.
cmake_minimum_required(VERSION 3.25)
file(STRINGS "${FOLDER}/files.txt" files)
set(bytes "    .section .rodata\n")
set(declarations "")
set(rows "")
set(count 0)

# Appends one blob to the assembler text. Its hash stands there too: the text must change whenever the bytes do, since
# nothing that looks at the text alone (make, ninja, a compiler cache) would see that .incbin reads something new.
macro(add_blob symbol file)
  file(SHA256 "${file}" blob_hash)
  file(SIZE "${file}" blob_size)
  string(APPEND bytes
    "    .globl ${symbol}\n    .p2align 4\n${symbol}: /* ${blob_hash} */\n    .incbin \"${file}\"\n    .byte 0\n")
  string(APPEND declarations "extern const unsigned char ${symbol}[];\n")
endmacro()

# Compresses FILE with the given command into FOLDER/HASH.SUFFIX unless it is there from an earlier build, and sets
# result to a span of it; to an empty span where it saves nothing.
macro(add_compressed result symbol file hash suffix)
  set(packed "${FOLDER}/${hash}.${suffix}")
  if(NOT EXISTS "${packed}")
    execute_process(COMMAND ${ARGN} INPUT_FILE "${file}" OUTPUT_FILE "${packed}.part" COMMAND_ERROR_IS_FATAL ANY)
    file(RENAME "${packed}.part" "${packed}")
  endif()
  file(SIZE "${file}" plain_size)
  file(SIZE "${packed}" packed_size)
  if(packed_size LESS plain_size)
    add_blob(${symbol} "${packed}")
    set(${result} "{${symbol}, ${packed_size}}")
  else()
    set(${result} "{}")
  endif()
endmacro()

function(content_type_of path result)
  get_filename_component(extension "${path}" LAST_EXT)
  set(types
    .html=text/html .css=text/css .js=text/javascript .mjs=text/javascript .json=application/json .svg=image/svg+xml
    .txt=text/plain .webmanifest=application/manifest+json .png=image/png .jpg=image/jpeg .jpeg=image/jpeg
    .webp=image/webp .avif=image/avif .ico=image/x-icon .woff2=font/woff2 .map=application/json .mp3=audio/mpeg
    .wav=audio/wav .ogg=audio/ogg)
  foreach(pair IN LISTS types)
    if(pair MATCHES "^(\\.[a-z0-9]+)=(.+)$" AND CMAKE_MATCH_1 STREQUAL extension)
      set(type "${CMAKE_MATCH_2}")
      if(type MATCHES "^text/")
        string(APPEND type "; charset=utf-8")
      endif()
      set(${result} "${type}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "${path}: no content type is known for '${extension}'; add it to cmake/embed_files.cmake")
endfunction()

foreach(path IN LISTS files)
  set(file "${ROOT}/${path}")
  set(symbol "takeover_${NAME}_${count}")
  file(SHA256 "${file}" hash)
  file(SIZE "${file}" size)
  add_blob(${symbol} "${file}")
  set(text "{reinterpret_cast<const char*>(${symbol}), ${size}}")
  if(KIND STREQUAL "assets")
    content_type_of("${path}" type)
    set(brotli "{}")
    set(gzip "{}")
    if(type MATCHES "^text/|json$|svg|manifest")
      add_compressed(brotli ${symbol}_br "${file}" ${hash} br "${BROTLI}" --best --stdout)
      add_compressed(gzip ${symbol}_gz "${file}" ${hash} gz "${GZIP}" -n9 -c)
    endif()
    string(SUBSTRING "${hash}" 0 32 tag)
    string(APPEND rows
      "    {\"${path}\", \"${type}\", \"\\\"${tag}\\\"\",\n     {${symbol}, ${size}}, ${brotli}, ${gzip}},\n")
  elseif(KIND STREQUAL "migrations")
    if(NOT path MATCHES "^(sqlite|postgresql)/([0-9][0-9][0-9][0-9])_([a-z0-9_]+)\\.sql$")
      message(FATAL_ERROR "storage/migrations/${path}: a migration is named sqlite/NNNN_words_with_underscores.sql, and has a twin in postgresql/")
    endif()
    set(dialect "${CMAKE_MATCH_1}")
    set(number "${CMAKE_MATCH_2}")
    set(name "${CMAKE_MATCH_3}")
    string(REPLACE "sqlite/" "postgresql/" twin "${path}")
    if(NOT path STREQUAL "${twin}" AND NOT EXISTS "${ROOT}/${twin}")
      message(FATAL_ERROR "storage/migrations/${path}: ${twin} is missing; both databases go through the same versions")
    endif()
    if("${dialect}/${number}" IN_LIST migrations_seen)
      message(FATAL_ERROR "storage/migrations/${path}: there is another migration with this number")
    endif()
    list(APPEND migrations_seen "${dialect}/${number}")
    string(REGEX REPLACE "^0+" "" version "${number}")
    string(APPEND rows "    {dialect::${dialect}, ${version}, \"${name}\", ${text}},\n")
  else()
    string(APPEND rows "    {\"${path}\", ${text}},\n")
  endif()
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE "${FOLDER}/${NAME}.S" "${bytes}    .section .note.GNU-stack,\"\",%progbits\n")
file(WRITE "${FOLDER}/${NAME}.cpp" "#include \"${HEADER}\"

#include <array>

extern \"C\" {
${declarations}}

namespace ${NAMESPACE} {

std::span<const ${TYPE}> ${ACCESSOR}() {
  static const std::array<${TYPE}, ${count}> table{{
${rows}  }};
  return table;
}

}  // namespace ${NAMESPACE}
")
