# The parts: layers (object libraries of one folder), the public libraries made of them, and programs.
#
# LIBRARIES names what is not ours: a pkg-config module such as `jansson`, or a CMake target such as
# `Threads::Threads`. Modules are looked up once and end up in the .pc files of the libraries that need them.
# USES names the layers a part may include from. It is also what a test of that layer is linked with, so
# a call to a layer that is not named does not link; `ctest -R layers` checks the includes against it.

configure_file(${PROJECT_SOURCE_DIR}/cmake/libchat.map.in ${PROJECT_BINARY_DIR}/libchat.map @ONLY)
define_property(GLOBAL PROPERTY CHAT_LAYERS BRIEF_DOCS "Every layer, in the order it was added")
define_property(GLOBAL PROPERTY CHAT_LIBRARIES BRIEF_DOCS "Every public library, in the order it was added")
define_property(GLOBAL PROPERTY CHAT_PART_HEADERS BRIEF_DOCS "Headers that core leaves to another library")
define_property(GLOBAL PROPERTY CHAT_PROGRAMS BRIEF_DOCS "Every program that is installed")

# chat_add_folders(FOLDER...): add those that are there, in this order.
function(chat_add_folders)
    foreach(folder ${ARGN})
        if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt)
            add_subdirectory(${folder})
        endif()
    endforeach()
endfunction()

# chat_find_libraries(OUT NAME...): the CMake targets for a LIBRARIES list.
function(chat_find_libraries out)
    set(targets)
    foreach(library ${ARGN})
        if(library MATCHES "::")
            list(APPEND targets ${library})
        else()
            if(NOT TARGET PkgConfig::${library})
                pkg_check_modules(${library} REQUIRED IMPORTED_TARGET GLOBAL ${library})
            endif()
            list(APPEND targets PkgConfig::${library})
        endif()
    endforeach()
    set(${out} ${targets} PARENT_SCOPE)
endfunction()

# chat_layer(chat_NAME SOURCES a.c b.c [USES chat_base ...] [LIBRARIES jansson ...])
function(chat_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 LAYER "" "" "SOURCES;USES;LIBRARIES")
    chat_find_libraries(libraries ${LAYER_LIBRARIES})
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})

    add_library(${name} OBJECT ${LAYER_SOURCES})
    target_link_libraries(${name} PUBLIC chat_headers PRIVATE chat_warnings ${libraries})
    set_target_properties(${name} PROPERTIES
        CHAT_FOLDER "${folder}" CHAT_USES "${LAYER_USES}" CHAT_LIBRARIES "${LAYER_LIBRARIES}")
    set_property(GLOBAL APPEND PROPERTY CHAT_LAYERS ${name})
endfunction()

# chat_closure(OUT LAYER...): these layers and everything they use.
function(chat_closure out)
    set(closure)
    set(waiting ${ARGN})
    while(waiting)
        list(POP_FRONT waiting layer)
        if(layer IN_LIST closure)
            continue()
        endif()
        if(NOT TARGET ${layer})
            message(WARNING "${CMAKE_CURRENT_SOURCE_DIR} uses ${layer}, which is not a layer")
            continue()
        endif()
        list(APPEND closure ${layer})
        get_target_property(uses ${layer} CHAT_USES)
        list(APPEND waiting ${uses})
    endwhile()
    set(${out} ${closure} PARENT_SCOPE)
endfunction()

# chat_foreign(OUT LAYER...): what these layers need that is not ours.
function(chat_foreign out)
    set(foreign)
    foreach(layer ${ARGN})
        get_target_property(libraries ${layer} CHAT_LIBRARIES)
        list(APPEND foreign ${libraries})
    endforeach()
    list(REMOVE_DUPLICATES foreign)
    set(${out} ${foreign} PARENT_SCOPE)
endfunction()

# chat_library(PART OUTPUT libname LAYERS chat_base ... [NEEDS core ...] [COPIES chat_base ...] [HEADERS chat/x.h ...])
# makes chat::PART and chat::PART_static from the layers that are there. NEEDS: other parts it stands on.
# COPIES: layers whose internal functions the shared library carries for itself, hidden, because another
# library has them but does not show them. HEADERS: the public headers it implements (core has the rest).
function(chat_library part)
    cmake_parse_arguments(PARSE_ARGV 1 PART "" "OUTPUT" "LAYERS;NEEDS;COPIES;HEADERS")
    set(objects)
    set(layers)
    set(complete true)
    foreach(layer ${PART_LAYERS})
        if(TARGET ${layer})
            list(APPEND layers ${layer})
            list(APPEND objects $<TARGET_OBJECTS:${layer}>)
        else()
            set(complete false)
        endif()
    endforeach()
    set_property(GLOBAL APPEND PROPERTY CHAT_PART_HEADERS ${PART_HEADERS})
    if(NOT layers)
        return()
    endif()
    chat_foreign(modules ${layers})
    chat_find_libraries(libraries ${modules})
    list(TRANSFORM PART_NEEDS PREPEND libchat_ OUTPUT_VARIABLE needs)
    foreach(need ${needs})
        get_target_property(need_complete ${need} CHAT_COMPLETE)
        if(NOT need_complete)
            set(complete false)
        endif()
    endforeach()

    add_library(libchat_${part} SHARED ${objects})
    target_link_libraries(libchat_${part} PUBLIC ${needs} PRIVATE ${libraries})
    target_link_options(libchat_${part} PRIVATE -Wl,--version-script=${PROJECT_BINARY_DIR}/libchat.map)
    if(complete AND NOT CHAT_SANITIZE) # clang leaves the functions of a sanitizer to the program
        target_link_options(libchat_${part} PRIVATE -Wl,-z,defs)
    endif()
    set_target_properties(libchat_${part} PROPERTIES
        VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
        LINK_DEPENDS ${PROJECT_BINARY_DIR}/libchat.map)
    foreach(layer ${PART_COPIES})
        if(NOT TARGET ${layer}_copy)
            add_library(${layer}_copy STATIC $<TARGET_OBJECTS:${layer}>)
            set_target_properties(${layer}_copy PROPERTIES LINKER_LANGUAGE C)
        endif()
        target_link_libraries(libchat_${part} PRIVATE $<BUILD_INTERFACE:${layer}_copy>)
        target_link_options(libchat_${part} PRIVATE -Wl,--exclude-libs,lib${layer}_copy.a)
    endforeach()

    add_library(libchat_${part}_static STATIC ${objects})
    list(TRANSFORM needs APPEND _static OUTPUT_VARIABLE static_needs)
    target_link_libraries(libchat_${part}_static INTERFACE ${static_needs} ${libraries})

    foreach(target libchat_${part} libchat_${part}_static)
        target_include_directories(${target} INTERFACE
            $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
        set_target_properties(${target} PROPERTIES OUTPUT_NAME ${PART_OUTPUT} LINKER_LANGUAGE C)
    endforeach()
    set_target_properties(libchat_${part} PROPERTIES EXPORT_NAME ${part})
    set_target_properties(libchat_${part}_static PROPERTIES EXPORT_NAME ${part}_static)
    add_library(chat::${part} ALIAS libchat_${part})
    add_library(chat::${part}_static ALIAS libchat_${part}_static)

    set_target_properties(libchat_${part} PROPERTIES CHAT_NEEDS "${PART_NEEDS}" CHAT_HEADERS "${PART_HEADERS}"
        CHAT_MODULES "${modules}" CHAT_OUTPUT ${PART_OUTPUT} CHAT_COMPLETE ${complete})
    set_property(GLOBAL APPEND PROPERTY CHAT_LIBRARIES ${part})
endfunction()

# chat_program(NAME SOURCES main.c ... [USES chat_wire ...] [LIBRARIES libevent_core ...] [LINKS chat::sqlite_static ...])
# A program is one file to copy: it carries the layers it uses, and LINKS static parts of ours.
function(chat_program name)
    cmake_parse_arguments(PARSE_ARGV 1 PROGRAM "" "" "SOURCES;USES;LIBRARIES;LINKS")
    add_executable(${name} ${PROGRAM_SOURCES})
    set_property(GLOBAL APPEND PROPERTY CHAT_PROGRAMS ${name})
    chat_link_layers(${name} USES ${PROGRAM_USES} LIBRARIES ${PROGRAM_LIBRARIES} LINKS ${PROGRAM_LINKS})
endfunction()

# chat_link_layers(TARGET USES ... LIBRARIES ... LINKS ...): what programs, tests and fuzz targets have in common.
function(chat_link_layers target)
    cmake_parse_arguments(PARSE_ARGV 1 LINK "" "" "USES;LIBRARIES;LINKS")
    chat_closure(layers ${LINK_USES})
    chat_foreign(foreign ${layers})
    chat_find_libraries(libraries ${LINK_LIBRARIES} ${foreign})
    target_link_libraries(${target} PRIVATE chat_headers chat_warnings ${layers} ${LINK_LINKS} ${libraries})
endfunction()
