# What `cmake --install` puts where, and how other programs find it: find_package(chat) and pkg-config.
include(CMakePackageConfigHelpers)

set(chat_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/chat)
get_property(parts GLOBAL PROPERTY CHAT_LIBRARIES)
get_property(programs GLOBAL PROPERTY CHAT_PROGRAMS)

# The .pc files name their prefix from where they are, so that the tree may be moved.
file(RELATIVE_PATH chat_pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)

# chat_pkg_config(PART): one .pc file. What is only needed to link statically is in Requires.private.
function(chat_pkg_config part)
    get_target_property(name libchat_${part} CHAT_OUTPUT)
    get_target_property(needs libchat_${part} CHAT_NEEDS)
    get_target_property(modules libchat_${part} CHAT_MODULES)
    set(requires)
    foreach(need ${needs})
        get_target_property(output libchat_${need} CHAT_OUTPUT)
        list(APPEND requires "lib${output} = ${PROJECT_VERSION}")
    endforeach()
    set(private_libraries)
    if(modules MATCHES "Threads::Threads")
        set(private_libraries -pthread)
    endif()
    list(FILTER modules EXCLUDE REGEX "::")
    list(JOIN requires ", " requires)
    list(JOIN modules ", " modules)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/libchat.pc.in ${PROJECT_BINARY_DIR}/lib${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/lib${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
endfunction()

set(chat_modules)
foreach(part ${parts})
    # Layers carried by a shared library for itself are no concern of those who link it.
    install(TARGETS libchat_${part} EXPORT chatTargets
        LIBRARY COMPONENT runtime NAMELINK_COMPONENT dev)
    install(TARGETS libchat_${part}_static EXPORT chatStaticTargets
        ARCHIVE COMPONENT dev)
    chat_pkg_config(${part})
    get_target_property(modules libchat_${part} CHAT_MODULES)
    list(APPEND chat_modules ${modules})
endforeach()
list(FILTER chat_modules EXCLUDE REGEX "::")
list(REMOVE_DUPLICATES chat_modules)

if(parts)
    install(EXPORT chatTargets NAMESPACE chat:: DESTINATION ${chat_package_folder} COMPONENT dev)
    install(EXPORT chatStaticTargets NAMESPACE chat:: DESTINATION ${chat_package_folder} COMPONENT dev)
    configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/chatConfig.cmake.in
        ${PROJECT_BINARY_DIR}/chatConfig.cmake INSTALL_DESTINATION ${chat_package_folder}
        NO_SET_AND_CHECK_MACRO)
    write_basic_package_version_file(${PROJECT_BINARY_DIR}/chatConfigVersion.cmake COMPATIBILITY SameMinorVersion)
    install(FILES ${PROJECT_BINARY_DIR}/chatConfig.cmake ${PROJECT_BINARY_DIR}/chatConfigVersion.cmake
        DESTINATION ${chat_package_folder} COMPONENT dev)
    install(DIRECTORY include/chat DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev FILES_MATCHING PATTERN *.h)
endif()
if(programs)
    install(TARGETS ${programs} RUNTIME COMPONENT runtime)
endif()
