"""Card readers: MIFARE Classic 1K through a contactless reader, SLE4442 through a contact reader.

`port`              what the till needs of a reader, its errors, and the runner of conversations
`pcsc`              the real reader behind pcscd; the only importer of pyscard
`virtual`           a reader in memory with levers: insert, remove, jam
`cells`, `chip`     what all virtual cards share: EEPROM that tears and ages, levers, history
`virtual_mifare`    a MIFARE Classic 1K behind an ACR122U (`mifare_access`: its access bits)
`virtual_sle4442`   an SLE4442 behind an ACR39U
`card_file`         a virtual card that outlives its process
`hand`              the hand that lays virtual cards down, pulls them away and tears them, for the panel and for rehearsals
`vpcd_bridge`       a virtual card behind the real pcscd
"""
