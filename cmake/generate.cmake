# Files written by the build: the named SQL statements, the maps of phone prefixes, the standard rule pack as text.
set(TIDINGS_GENERATED ${CMAKE_BINARY_DIR}/generated)
set(TIDINGS_PYTHON /usr/bin/python3)   # Debian's own: it is the one that sees Debian's python3-phonenumbers
file(MAKE_DIRECTORY ${TIDINGS_GENERATED}/store ${TIDINGS_GENERATED}/sms ${TIDINGS_GENERATED}/law)

file(GLOB sql_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/store/sql/*.sql ${CMAKE_SOURCE_DIR}/src/store/migrations/*.sql)
add_custom_command(
  OUTPUT ${TIDINGS_GENERATED}/store/sql.h
  COMMAND ${TIDINGS_PYTHON} ${CMAKE_SOURCE_DIR}/tools/embed_sql.py ${CMAKE_SOURCE_DIR}/src/store ${TIDINGS_GENERATED}/store/sql.h
  DEPENDS ${sql_files} ${CMAKE_SOURCE_DIR}/tools/embed_sql.py
  COMMENT "embedding the named SQL statements")
add_custom_target(generated_sql DEPENDS ${TIDINGS_GENERATED}/store/sql.h)

add_custom_command(
  OUTPUT ${TIDINGS_GENERATED}/sms/zone_map.inc
  COMMAND ${TIDINGS_PYTHON} ${CMAKE_SOURCE_DIR}/tools/zone_map.py ${TIDINGS_GENERATED}/sms/zone_map.inc
          --checksum ${CMAKE_SOURCE_DIR}/src/sms/data/zone_map.sha256
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/zone_map.py ${CMAKE_SOURCE_DIR}/src/sms/data/zone_map.sha256
  COMMENT "building the zone map of phone prefixes")
add_custom_command(
  OUTPUT ${TIDINGS_GENERATED}/sms/place_map.inc
  COMMAND ${TIDINGS_PYTHON} ${CMAKE_SOURCE_DIR}/tools/place_map.py ${TIDINGS_GENERATED}/sms/place_map.inc
          --checksum ${CMAKE_SOURCE_DIR}/src/sms/data/place_map.sha256
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/place_map.py ${CMAKE_SOURCE_DIR}/src/sms/data/place_map.sha256
  COMMENT "building the map of area codes")
add_custom_target(generated_phone_maps DEPENDS ${TIDINGS_GENERATED}/sms/zone_map.inc ${TIDINGS_GENERATED}/sms/place_map.inc)

add_custom_command(
  OUTPUT ${TIDINGS_GENERATED}/law/standard_pack.inc
  COMMAND ${TIDINGS_PYTHON} ${CMAKE_SOURCE_DIR}/tools/embed_text.py ${CMAKE_SOURCE_DIR}/src/law/packs/standard.toml kStandardPack
          ${TIDINGS_GENERATED}/law/standard_pack.inc
  DEPENDS ${CMAKE_SOURCE_DIR}/src/law/packs/standard.toml ${CMAKE_SOURCE_DIR}/tools/embed_text.py
  COMMENT "embedding the standard rule pack")
add_custom_target(generated_law DEPENDS ${TIDINGS_GENERATED}/law/standard_pack.inc)
