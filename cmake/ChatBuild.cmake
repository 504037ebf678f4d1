# The build in four parts: how everything is compiled, what the parts are, how they are tested, and
# (from the end of the top CMakeLists.txt) how they are installed.
include(GNUInstallDirs)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

include(ChatFlags)
include(ChatTargets)
include(ChatTests)
