"""The sale at the counter: pure decisions and words. No device, no file, no clock.

What is sold    `catalogue` `discounts` `basket`
What is said    `explaining` (why not) `screens`; the words are `terminal.words`
What is printed `receipt` `layout`
"""
